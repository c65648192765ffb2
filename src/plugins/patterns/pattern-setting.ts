import { SettingError, type SettingType } from '../../conf/setting.ts'
import { required } from '../../conf/setting-types.ts'
import { compilePerlRegex, type PerlRegex } from '../../regex/compile.ts'
import { RegexError } from '../../regex/regex-error.ts'

/** A setting that is a Perl regular expression without delimiters. */
export const patternSetting: SettingType<PerlRegex> = {
  name: 'expression',
  apply: (_before, value) => {
    try {
      return compilePerlRegex(required(value), '')
    } catch (error) {
      if (error instanceof RegexError) throw new SettingError('invalid', error.message)
      throw error
    }
  },
}
