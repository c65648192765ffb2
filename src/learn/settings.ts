import { asciiLower, splitAsciiSpace } from '../base/ascii.ts'
import { AddressList } from '../conf/address-list.ts'
import { addressList } from '../conf/address-types.ts'
import { SettingError, type SettingRows, setting } from '../conf/setting.ts'
import { bool, custom, duration, number, required, string } from '../conf/setting-types.ts'

/** What tokens are taken from. */
export type TokenSource = 'header' | 'visible' | 'invisible' | 'uri' | 'mimepart'

const TOKEN_SOURCES: readonly TokenSource[] = ['header', 'visible', 'invisible', 'uri', 'mimepart']
const journalPending = 'a journal, which stores that never lock do not need'
const sqlPending = 'a Bayes store in SQL'

const tokenSources = custom<Set<TokenSource>>(
  'sources',
  (sources, value) => {
    // Words before a wrong one count, as in SpamAssassin.
    for (const word of splitAsciiSpace(asciiLower(required(value)))) {
      const named = TOKEN_SOURCES.find((source) => word === source || word === `no${source}`)
      if (word === 'none' || word === 'noall') sources.clear()
      else if (word === 'all') for (const source of TOKEN_SOURCES) sources.add(source)
      else if (!named) throw new SettingError('invalid')
      else if (word === named) sources.add(named)
      else sources.delete(named)
    }
    return sources
  },
  (sources) => new Set(sources),
)

const headerNames = custom<Set<string>>(
  'headers',
  (names, value) => {
    for (const name of splitAsciiSpace(required(value))) names.add(asciiLower(name))
    return names
  },
  (names) => new Set(names),
)

const fileMode = custom<string>('octal', (_current, value) => {
  if (!/^0?[0-7]{3}$/.test(value)) throw new SettingError('invalid')
  return value.length === 3 ? `0${value}` : value
})

const className = custom<string>('class', (_current, value) => {
  if (!/^[_A-Za-z0-9:]+$/.test(value)) throw new SettingError('invalid')
  return value
})

/** What is learned, from what, and where it is kept. */
export const learnSettings = {
  use_learner: setting(bool, { default: true, scope: 'user', doc: 'Lets anything be learned at all.' }),
  use_bayes: setting(bool, { default: true, scope: 'user', doc: 'Consults the Bayes classifier.' }),
  use_bayes_rules: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Lets the opinion of the Bayes classifier score.',
  }),
  bayes_auto_learn: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Learns from mail whose score leaves no doubt.',
  }),
  bayes_token_sources: setting(tokenSources, {
    default: () => new Set<TokenSource>(['header', 'visible', 'invisible', 'uri']),
    scope: 'user',
    doc: 'What tokens are taken from: header, visible, invisible, uri, mimepart, all, none, or no… for all but one.',
  }),
  bayes_ignore_header: setting(headerNames, {
    default: () => new Set<string>(),
    scope: 'user',
    doc: 'Headers that yield no tokens, because a filter or a list server wrote them.',
  }),
  bayes_ignore_from: setting(addressList, {
    default: () => new AddressList(),
    scope: 'user',
    doc: 'Senders whose mail is neither learned nor classified.',
  }),
  bayes_ignore_to: setting(addressList, {
    default: () => new AddressList(),
    scope: 'user',
    doc: 'Recipients whose mail is neither learned nor classified.',
  }),
  bayes_min_ham_num: setting(number, {
    default: 200,
    scope: 'user',
    doc: 'Ham to learn before the classifier has an opinion.',
  }),
  bayes_min_spam_num: setting(number, {
    default: 200,
    scope: 'user',
    doc: 'Spam to learn before the classifier has an opinion.',
  }),
  bayes_learn_during_report: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Learns mail as spam when it is reported.',
  }),
  bayes_sql_override_username: setting(string, {
    default: '',
    scope: 'user',
    doc: 'The user whose tokens are used in place of the caller’s.',
  }),
  bayes_use_hapaxes: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Lets tokens count that were seen once only.',
  }),
  bayes_journal_max_size: setting(number, {
    default: 102_400,
    scope: 'user',
    pending: journalPending,
    doc: 'The size in bytes at which the journal is written into the database.',
  }),
  bayes_expiry_max_db_size: setting(number, {
    default: 150_000,
    scope: 'user',
    doc: 'The number of tokens above which old ones are removed.',
  }),
  bayes_remember_messages: setting(number, {
    default: 0,
    scope: 'site',
    assayOnly: true,
    doc: 'About how many of the newest messages that were learned are kept with their tokens, some two kilobytes each, so that sa-learn --forget --message-id=ID can take them back without having them.',
  }),
  bayes_auto_expire: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Removes old tokens without being asked.',
  }),
  bayes_token_ttl: setting(duration, {
    default: 1_814_400,
    scope: 'user',
    doc: 'How long a token that is not seen again stays, in stores that expire by themselves.',
  }),
  bayes_seen_ttl: setting(duration, {
    default: 691_200,
    scope: 'user',
    doc: 'How long it is remembered that a mail was learned, in stores that expire by themselves.',
  }),
  bayes_learn_to_journal: setting(bool, {
    default: false,
    scope: 'user',
    pending: journalPending,
    doc: 'Learns into the journal first.',
  }),
  bayes_path: setting(string, {
    default: '__userstate__/bayes',
    scope: 'site',
    doc: 'Where the database is, as the beginning of its file names.',
  }),
  bayes_file_mode: setting(fileMode, {
    default: '0700',
    scope: 'site',
    doc: 'The rights of the files of the database, in octal.',
  }),
  bayes_store_module: setting(className, {
    default: '',
    scope: 'site',
    doc: 'The kind of store, by the name of SpamAssassin’s module for it.',
  }),
  bayes_sql_dsn: setting(string, {
    default: '',
    scope: 'site',
    doc: 'The database or the Redis server that holds the tokens.',
  }),
  bayes_sql_username: setting(string, {
    default: '',
    scope: 'site',
    pending: sqlPending,
    doc: 'The user as whom the database is opened.',
  }),
  bayes_sql_password: setting(string, {
    default: '',
    scope: 'site',
    pending: sqlPending,
    doc: 'The password with which the database is opened.',
  }),
  bayes_sql_username_authorized: setting(bool, {
    default: false,
    scope: 'site',
    pending: sqlPending,
    doc: 'Asks services whether the user may have tokens in the database.',
  }),
} as const satisfies SettingRows
