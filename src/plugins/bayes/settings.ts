import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import { SettingError, type SettingRows, setting } from '../../conf/setting.ts'
import { custom, number, required } from '../../conf/setting-types.ts'
import { compilePerlRegex } from '../../regex/compile.ts'
import { RegexError } from '../../regex/regex-error.ts'

const LANGUAGE = /^[a-z]{2}$/
const LANGUAGE_KEY = /^bayes_stopword_([a-z]{2})$/i

const languages = custom<readonly string[]>('languages', (_current, value) => {
  if (value === 'disable') return []
  const named = asciiLower(required(value)).split(/[ \t]*,[ \t]*|[ \t]+/)
  while (named.at(-1) === '') named.pop()
  if (named.length === 0) throw new SettingError('missing')
  if (!named.every((language) => LANGUAGE.test(language))) throw new SettingError('invalid')
  return named
})

/** By language, the expression for whole words that say nothing. Of several in one line the last counts. */
const stopWords = custom<Map<string, string>>(
  'expression',
  (byLanguage, value, line) => {
    const language = LANGUAGE_KEY.exec(line.key)?.[1]
    if (language === undefined) throw new SettingError('invalid')
    for (const word of splitAsciiSpace(value)) {
      const pattern = `^(?i)${word}$`
      try {
        compilePerlRegex(pattern, '')
      } catch (error) {
        if (!(error instanceof RegexError)) throw error
        line.warn(`bayes: invalid regexp for ${line.key}: ${error.message}`, 'error')
        return byLanguage
      }
      byLanguage.set(asciiLower(language), pattern)
    }
    return byLanguage
  },
  (byLanguage) => new Map(byLanguage),
)

/** How words become tokens. */
export const bayesSettings = {
  bayes_max_token_length: setting(number, {
    default: 15,
    scope: 'user',
    doc: 'Words with more bytes than this are shortened before they are learned.',
  }),
  bayes_stopword_languages: setting(languages, {
    default: () => ['en'],
    scope: 'user',
    doc: 'The languages whose stop words are left out, by two letters each, or `disable`.',
  }),
  'bayes_stopword_*': setting(stopWords, {
    default: () => new Map<string, string>(),
    scope: 'user',
    doc: 'The stop words of a language (`bayes_stopword_de`), as an expression for the whole word in any case.',
  }),
} as const satisfies SettingRows
