import { type SettingRows, setting } from '../../conf/setting.ts'
import { bool, number, optionalString, string } from '../../conf/setting-types.ts'

/** How the text of a mail is read. */
export const textSettings = {
  normalize_charset: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Decodes text from its charset, so that rules see UTF-8.',
  }),
  ok_locales: setting(string, {
    default: 'all',
    scope: 'user',
    doc: 'Locales whose charsets are expected; mail in other charsets can score.',
  }),
  body_part_scan_size: setting(number, {
    default: 50_000,
    scope: 'site',
    doc: 'Body rules look at about this many bytes of each part; 0 means all.',
  }),
  rawbody_part_scan_size: setting(number, {
    default: 500_000,
    scope: 'site',
    doc: 'Rawbody rules look at about this many bytes of each part; 0 means all.',
  }),
  mbox_format_from_regex: setting(optionalString, {
    default: undefined,
    scope: 'user',
    doc: 'What the line between two mails of a mailbox file looks like.',
  }),
} as const satisfies SettingRows
