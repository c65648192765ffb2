import { splitAsciiSpace } from '../base/ascii.ts'
import { type Conf, perConf } from '../conf/conf.ts'
import { fileReader, probePath } from '../conf/load-files.ts'
import { setting } from '../conf/setting.ts'
import { number, string } from '../conf/setting-types.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import { RULE_AREAS } from '../rules/rule.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { placesOf } from '../rules/settings/places.ts'
import { guessLanguages } from './languages/guess-languages.ts'
import { type LanguageModels, parseLanguageModels } from './languages/language-models.ts'
import { proseOfBody } from './languages/prose-of-body.ts'

const settings = {
  ok_languages: setting(string, {
    default: 'all',
    scope: 'user',
    doc: 'Languages that mail may be in, or `all`. A language named here is considered even where it is inactive.',
  }),
  inactive_languages: setting(string, {
    default: 'bs cy eo et eu fy ga gd is la lt lv rm sa sco sl yi',
    scope: 'user',
    doc: 'Languages that are not considered: by default those that few people speak.',
  }),
  textcat_max_languages: setting(number, {
    default: 3,
    scope: 'user',
    doc: 'With more languages than this that may be it, the language is unknown.',
  }),
  textcat_optimal_ngrams: setting(number, {
    default: 0,
    scope: 'user',
    doc: 'Only sequences of letters that stand more often than this count; 0 counts all.',
  }),
  textcat_max_ngrams: setting(number, {
    default: 400,
    scope: 'user',
    doc: 'How many of the most frequent sequences of letters are compared.',
  }),
  textcat_acceptable_score: setting(number, {
    default: 1.02,
    scope: 'user',
    doc: 'A language may be it when it is no further off than this many times the best.',
  }),
} as const

/** Shorter texts tell too little. */
const MIN_LENGTH = 256
/** In a short text one language is often taken for the other. */
const MISTAKABLE: ReadonlyMap<string, string> = new Map([['sco', 'en']])
const BYTES_FOR_CERTAINTY = 1024
/** Languages whose mail may hold eight bytes above ASCII in a row. */
const EIGHT_BIT_LANGUAGE = /^(?:am|ar|be|bg|cs|el|et|fa|fi|he|hi|hy|is|ja|ka|ko|mr|pt|ru|ta|th|tr|uk|vi|yi|zh)$/
const EIGHT_BYTES = /[\x80-\xff]{8}/

const readModels = fileReader(parseLanguageModels)

const languagesFile = perConf((conf: Conf): string | undefined =>
  placesOf(conf)
    .support.map((directory) => `${directory}/languages`)
    .find((path) => probePath(path) === 'file'),
)

const modelsOf = perConf((conf: Conf): LanguageModels | undefined => {
  const file = languagesFile(conf)
  return file === undefined ? undefined : readModels(file)
})

interface LanguageFacts {
  readonly length: number
  readonly languages: readonly string[]
  readonly results: string | undefined
}

/** What language the text is in; undefined where there are no models. */
const languageFacts = perScan((scan): LanguageFacts | undefined => {
  const models = modelsOf(scan.conf)
  if (!models) return undefined
  const values = scan.conf.of(settings)
  const text = proseOfBody(scan.message.body)
  if (text.length < MIN_LENGTH) return { length: text.length, languages: [], results: undefined }
  const skipped = new Set(splitAsciiSpace(values.inactive_languages))
  for (const language of splitAsciiSpace(values.ok_languages)) skipped.delete(language)
  const guess = guessLanguages(text, models, {
    skipped,
    maxSequences: values.textcat_max_ngrams,
    minCount: values.textcat_optimal_ngrams,
    acceptable: values.textcat_acceptable_score,
    maxLanguages: values.textcat_max_languages,
  })
  return { length: text.length, ...guess }
})

function parsedMetadata(scan: Scan): void {
  const facts = languageFacts(scan)
  if (!facts) return
  const languages = facts.languages.join(' ')
  scan.setMetadata('X-Languages-Length', String(facts.length))
  scan.setMetadata('X-Languages', languages)
  scan.setTag('LANGUAGES', languages)
  if (facts.results !== undefined) scan.setTag('TEXTCATRESULTS', facts.results)
}

const check_language = evalFunction({
  doc: 'The text is in none of ok_languages, as far as its language can be told.',
  on: RULE_AREAS,
  args: [],
  run: (scan) => {
    const facts = languageFacts(scan)
    const wanted = splitAsciiSpace(scan.conf.of(settings).ok_languages)
    if (!facts || wanted.includes('all') || facts.languages.length === 0) return false
    const uncertain = facts.length < BYTES_FOR_CERTAINTY * facts.languages.length
    const taken = (language: string) => (uncertain ? (MISTAKABLE.get(language) ?? language) : language)
    const found = facts.languages.map((language) => taken(language.replace(/\.[^\n]*/, '')))
    const ok = new Set(wanted.map(taken))
    if (found.some((language) => ok.has(language))) return false
    scan.note(`Languages detected: ${found.join(' ')}`)
    return true
  },
})

const check_body_8bits = evalFunction({
  doc: 'The text has eight bytes above ASCII in a row, and none of ok_languages is written so.',
  on: ['body'],
  args: [],
  run: (scan) => {
    if (languagesFile(scan.conf) === undefined) return false
    const wanted = splitAsciiSpace(scan.conf.of(settings).ok_languages)
    if (wanted.some((language) => language === 'all' || EIGHT_BIT_LANGUAGE.test(language))) return false
    return scan.body.some((line) => EIGHT_BYTES.test(line))
  },
})

/** Guesses the language of the text from its most frequent sequences of letters. */
export const textCat = {
  name: 'Mail::SpamAssassin::Plugin::TextCat',
  settings,
  evals: { check_language, check_body_8bits },
  finishConf: (conf, warn) => {
    const file = languagesFile(conf)
    if (file === undefined) warn("textcat: no file 'languages' stands beside the rules: languages are not told")
    else if (!readModels(file)) warn(`textcat: cannot open languages file ${file}`)
  },
  parsedMetadata,
} as const satisfies Plugin
