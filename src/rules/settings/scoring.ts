import { asciiLower } from '../../base/ascii.ts'
import { SettingError, type SettingRows, setting } from '../../conf/setting.ts'
import { bool, custom, duration, hashKeyValue, number, oneOf, required } from '../../conf/setting-types.ts'

const COMPAT = /^[a-zA-Z0-9_]{1,128}$/

const zeroOrOne = custom<boolean>('0 | 1', (_current, value) => {
  if (required(value) !== '0' && value !== '1') throw new SettingError('invalid')
  return value === '1'
})

const compatFlags = custom<Set<string>>(
  'name',
  (flags, value) => {
    if (!COMPAT.test(required(value))) throw new SettingError('invalid')
    return flags.add(value)
  },
  (flags) => new Set(flags),
)

const versionTags = custom<readonly string[]>('word', (tags, value) => {
  const tag = asciiLower(required(value)).replace(/[^a-z0-9.]/g, '_')
  return tags.includes(tag) ? tags : [...tags, tag]
})

/** What a score means, who may set rules, and what holds for the scan as a whole. */
export const scoringSettings = {
  required_score: setting(number, {
    default: 5,
    scope: 'user',
    aliases: ['required_hits'],
    doc: 'Mail of this score or more is spam.',
  }),
  subjprefix: setting(hashKeyValue, {
    default: () => new Map<string, string>(),
    scope: 'user',
    doc: 'A text for the beginning of the Subject when the rule hits, where rewrite_header asks for a rewritten Subject.',
  }),
  allow_user_rules: setting(zeroOrOne, {
    default: false,
    scope: 'user-rules',
    doc: 'Lets user preferences define rules.',
  }),
  ignore_always_matching_regexps: setting(bool, {
    default: false,
    scope: 'site',
    doc: 'Refuses rules whose expression matches any text.',
  }),
  time_limit: setting(duration, {
    default: 300,
    scope: 'user',
    doc: 'Seconds a scan may take; after them the score so far is the answer. 0 means no limit.',
  }),
  enable_compat: setting(compatFlags, {
    default: () => new Set<string>(),
    scope: 'site',
    doc: 'Makes `can(Mail::SpamAssassin::Conf::compat_NAME)` true, for rules that depend on old names.',
  }),
  version_tag: setting(versionTags, {
    default: () => [],
    scope: 'site',
    doc: 'A word to add to the version in headers.',
  }),
  lock_method: setting(
    oneOf<'nfssafe' | 'flock' | 'win32', 'nfssafe' | 'flock' | 'win32' | ''>(['nfssafe', 'flock', 'win32']),
    {
      default: '',
      scope: 'user',
      pending: 'a store that is guarded by lock files',
      doc: 'How lock files are made.',
    },
  ),
} as const satisfies SettingRows
