import { asciiLower, asciiUpper } from '../../base/ascii.ts'
import { AddressDomains } from '../../conf/address-list.ts'
import { SettingError, type SettingRows, setting } from '../../conf/setting.ts'
import { custom, duration, number, required } from '../../conf/setting-types.ts'

/** A domain's word on unsigned mail in one letter: Nxdomain, Unknown, All is signed, Discard what is not; 1, 2, 3 by our own judgement. */
export type Adsp = 'N' | 'U' | 'A' | 'D' | '1' | '2' | '3'

const ADDRESS_AND_SIGNER = /^([^ \t\n\r\f\v]+)(?:[ \t\n\r\f\v]+([^ \t\n\r\f\v]+))?$/

/** An address pattern, and the domain that must sign; that of the author when the line names none. */
function readPair(value: string): readonly [address: string, signer: string] {
  const match = ADDRESS_AND_SIGNER.exec(required(value))
  if (!match) throw new SettingError('invalid')
  return [match[1] ?? '', asciiLower(match[2] ?? '')]
}

const addSigned = custom<AddressDomains>(
  'address [signer]',
  (list, value) => list.add(...readPair(value)),
  (list) => list.clone(),
)

const removeSigned = custom<AddressDomains>(
  'address [signer]',
  (list, value, line) => {
    const pair = readPair(value)
    line.update<AddressDomains>('def_welcomelist_from_dkim', (other) => other.removeDomain(...pair))
    return list.removeDomain(...pair)
  },
  (list) => list.clone(),
)

const OVERRIDE =
  /^@?([*a-z0-9._-]+)(?:[ \t\n\r\f\v]+(nxdomain|unknown|all|discardable|custom_low|custom_med|custom_high))?$/i
const CUSTOM: ReadonlyMap<string, Adsp> = new Map([
  ['custom_low', '1'],
  ['custom_med', '2'],
  ['custom_high', '3'],
])

const overrides = custom<Map<string, Adsp>>(
  'domain [practice]',
  (known, value) => {
    const match = OVERRIDE.exec(required(value))
    if (!match) throw new SettingError('invalid')
    const practice = asciiLower(match[2] ?? 'discardable')
    const letter = asciiUpper(practice.slice(0, 1)) as Adsp // the expression lets nothing else through
    return known.set(asciiLower(match[1] ?? ''), CUSTOM.get(practice) ?? letter)
  },
  (known) => new Map(known),
)

const none = () => new AddressDomains()

/** The settings of DKIM. */
export const dkimSettings = {
  welcomelist_from_dkim: setting(addSigned, {
    default: none,
    scope: 'user',
    aliases: ['whitelist_from_dkim'],
    doc: 'Authors whose mail is welcome when their domain, or the one named, has signed it.',
  }),
  def_welcomelist_from_dkim: setting(addSigned, {
    default: none,
    scope: 'user',
    aliases: ['def_whitelist_from_dkim'],
    doc: 'The same for lists that come with rules; its score is lower.',
  }),
  unwelcomelist_from_dkim: setting(removeSigned, {
    default: none,
    slot: 'welcomelist_from_dkim',
    scope: 'user',
    aliases: ['unwhitelist_from_dkim'],
    doc: 'Takes patterns back from welcomelist_from_dkim and def_welcomelist_from_dkim.',
  }),
  adsp_override: setting(overrides, {
    default: () => new Map<string, Adsp>(),
    scope: 'user',
    doc: 'What a domain is taken to say of its unsigned mail, whatever DNS says; `*.` stands for all below it.',
  }),
  dkim_minimum_key_bits: setting(number, {
    default: 1024,
    scope: 'user',
    doc: 'Signatures by shorter keys prove nothing of their domain; 0 allows all.',
  }),
  dkim_timeout: setting(duration, { default: 5, scope: 'site', doc: 'How long a check of signatures may take.' }),
} as const satisfies SettingRows
