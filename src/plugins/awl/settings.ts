import { SettingError, type SettingRows, setting } from '../../conf/setting.ts'
import { bool, custom, number, required, string } from '../../conf/setting-types.ts'

const file = 'reputations in files of their own'

/** A number of leading bits of an address. */
export function maskLength(bits: number) {
  return custom<number>(`0 to ${bits}`, (_current, value) => {
    if (!/^\d+$/.test(required(value)) || Number(value) > bits) throw new SettingError('invalid')
    return Number(value)
  })
}

const fileMode = custom<string>('octal', (_current, value) => {
  if (!/^0?[0-7]{3}$/.test(value)) throw new SettingError('invalid')
  return value
})

/** Where SpamAssassin keeps reputations: AWL and TxRep share these names, but not all defaults. */
export function reputationStorage(defaults: {
  readonly path: string
  readonly table: string
  readonly signed: boolean
}) {
  return {
    user_awl_sql_override_username: setting(string, {
      default: '',
      scope: 'user',
      doc: 'The user whose reputations are used in place of the caller’s.',
    }),
    auto_welcomelist_distinguish_signed: setting(bool, {
      default: defaults.signed,
      scope: 'user',
      aliases: ['auto_whitelist_distinguish_signed'],
      doc: 'Keeps reputations of signed mail apart from those of mail that is not.',
    }),
    auto_welcomelist_path: setting(string, {
      default: defaults.path,
      scope: 'site',
      aliases: ['auto_whitelist_path'],
      pending: file,
      doc: 'The file of reputations; here they are in the same store as the tokens.',
    }),
    auto_welcomelist_db_modules: setting(string, {
      default: 'DB_File GDBM_File SDBM_File',
      scope: 'site',
      aliases: ['auto_whitelist_db_modules'],
      pending: file,
      doc: 'The kinds of files for reputations.',
    }),
    auto_welcomelist_file_mode: setting(fileMode, {
      default: '0700',
      scope: 'site',
      aliases: ['auto_whitelist_file_mode'],
      pending: file,
      doc: 'The rights of the file of reputations, in octal.',
    }),
    user_awl_dsn: setting(string, {
      default: '',
      scope: 'site',
      doc: 'The database that holds the reputations, as Perl’s DBI names it: SQLite, Pg, mysql or MariaDB, with SpamAssassin’s own table.',
    }),
    user_awl_sql_username: setting(string, {
      default: '',
      scope: 'site',
      doc: 'The user as whom that database is opened.',
    }),
    user_awl_sql_password: setting(string, {
      default: '',
      scope: 'site',
      doc: 'The password with which that database is opened.',
    }),
    user_awl_sql_table: setting(string, {
      default: defaults.table,
      scope: 'site',
      doc: 'The table of reputations in that database.',
    }),
  } as const satisfies SettingRows
}

/** How a sender's mail so far changes the score. */
export const awlSettings = {
  use_auto_welcomelist: setting(bool, {
    default: true,
    scope: 'user',
    aliases: ['use_auto_whitelist'],
    doc: 'Moves the score of a message towards the mean of its sender’s mail so far.',
  }),
  auto_welcomelist_factor: setting(number, {
    default: 0.5,
    scope: 'user',
    aliases: ['auto_whitelist_factor'],
    doc: 'How far: 0 not at all, 1 all the way.',
  }),
  auto_welcomelist_ipv4_mask_len: setting(maskLength(32), {
    default: 16,
    scope: 'user',
    aliases: ['auto_whitelist_ipv4_mask_len'],
    doc: 'How many bits of an IPv4 address tell senders of one name apart.',
  }),
  auto_welcomelist_ipv6_mask_len: setting(maskLength(128), {
    default: 48,
    scope: 'user',
    aliases: ['auto_whitelist_ipv6_mask_len'],
    doc: 'How many bits of an IPv6 address tell senders of one name apart.',
  }),
  auto_welcomelist_factory: setting(string, {
    default: 'Mail::SpamAssassin::DBBasedAddrList',
    scope: 'site',
    aliases: ['auto_whitelist_factory'],
    doc: 'The kind of store, by the name of SpamAssassin’s module for it: Mail::SpamAssassin::SQLBasedAddrList keeps reputations in the database of user_awl_dsn, with any other they are in the store of tokens.',
  }),
  ...reputationStorage({ path: '__userstate__/auto-welcomelist', table: 'awl', signed: false }),
} as const satisfies SettingRows
