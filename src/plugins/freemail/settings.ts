import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import { type SettingValues, setting } from '../../conf/setting.ts'
import { custom, number, required } from '../../conf/setting-types.ts'

/** Hosts of free mail: whole names, and those with `*` or `?` in them. */
export interface FreemailDomains {
  readonly names: Set<string>
  readonly wildcards: Set<string>
}

const domains = custom<FreemailDomains>(
  'host names',
  (known, value, line) => {
    for (const word of splitAsciiSpace(required(value))) {
      if (/[^a-zA-Z0-9.*?-]/.test(word)) line.warn(`freemail: invalid freemail_domains: ${word}`)
      else if (/[*?]/.test(word)) known.wildcards.add(asciiLower(word))
      else known.names.add(asciiLower(word))
    }
    return known
  },
  ({ names, wildcards }) => ({ names: new Set(names), wildcards: new Set(wildcards) }),
)

const welcomelist = custom<Set<string>>(
  'addresses and host names',
  (known, value, line) => {
    for (const word of splitAsciiSpace(required(value))) {
      if (/\w[.@]\w/.test(word)) known.add(asciiLower(word))
      else line.warn(`freemail: invalid freemail_welcomelist: ${word}`)
    }
    return known
  },
  (known) => new Set(known),
)

/** The settings of FreeMail. */
export const freemailSettings = {
  freemail_domains: setting(domains, {
    default: (): FreemailDomains => ({ names: new Set(), wildcards: new Set() }),
    scope: 'user',
    doc: 'Host names of free mail providers; `*` stands for any text without dots, `?` for one char.',
  }),
  freemail_welcomelist: setting(welcomelist, {
    default: (): Set<string> => new Set(),
    scope: 'user',
    aliases: ['freemail_whitelist'],
    doc: 'Addresses and host names that do not count as free mail.',
  }),
  freemail_max_body_emails: setting(number, {
    default: 5,
    scope: 'user',
    doc: 'With so many different addresses in the body none of them counts.',
  }),
  freemail_max_body_freemails: setting(number, {
    default: 3,
    scope: 'user',
    doc: 'With so many different free mail addresses in the body none of them counts.',
  }),
  freemail_skip_when_over_max: setting(number, {
    default: 1,
    scope: 'user',
    doc: 'Whether the two limits on addresses in the body hold.',
  }),
  freemail_skip_bulk_envfrom: setting(number, {
    default: 1,
    scope: 'user',
    doc: 'Leave messages alone whose envelope sender looks like a mailing list.',
  }),
  freemail_add_describe_email: setting(number, {
    default: 1,
    scope: 'user',
    doc: 'Name the addresses in the report.',
  }),
  freemail_import_welcomelist_auth: setting(number, {
    default: 0,
    scope: 'user',
    aliases: ['freemail_import_whitelist_auth'],
    doc: 'Addresses in welcomelist_auth do not count as free mail.',
  }),
  freemail_import_def_welcomelist_auth: setting(number, {
    default: 0,
    scope: 'user',
    aliases: ['freemail_import_def_whitelist_auth'],
    doc: 'Addresses in def_welcomelist_auth do not count as free mail.',
  }),
} as const

export type FreemailSettings = SettingValues<typeof freemailSettings>
