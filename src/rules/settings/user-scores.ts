import { type SettingRows, setting } from '../../conf/setting.ts'
import { bool, optionalString, string } from '../../conf/setting-types.ts'

const pending = 'user preferences in LDAP'

/** Where user preferences are kept when they are not files. */
export const userScoresSettings = {
  user_scores_dsn: setting(string, {
    default: '',
    scope: 'site',
    doc: 'The database or directory that holds user preferences.',
  }),
  user_scores_sql_username: setting(string, {
    default: '',
    scope: 'site',
    doc: 'The user as whom that database is opened.',
  }),
  user_scores_sql_password: setting(string, {
    default: '',
    scope: 'site',
    doc: 'The password with which that database is opened.',
  }),
  user_scores_sql_custom_query: setting(optionalString, {
    default: undefined,
    scope: 'site',
    doc: 'The query for the preferences of one user.',
  }),
  user_scores_ldap_username: setting(string, {
    default: '',
    scope: 'site',
    pending,
    doc: 'The name as which the directory is asked.',
  }),
  user_scores_ldap_password: setting(string, {
    default: '',
    scope: 'site',
    pending,
    doc: 'The password with which the directory is asked.',
  }),
  user_scores_fallback_to_global: setting(bool, {
    default: true,
    scope: 'site',
    pending,
    doc: 'Takes the preferences of @GLOBAL for users who have none.',
  }),
} as const satisfies SettingRows
