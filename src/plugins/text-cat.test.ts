import { describe, expect, it } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'
import { probePath } from '../conf/load-files.ts'
import { frequentSequences } from './languages/frequent-sequences.ts'
import { guessLanguages } from './languages/guess-languages.ts'
import { parseLanguageModels } from './languages/language-models.ts'
import { proseOfBody } from './languages/prose-of-body.ts'

const utf8 = (text: string) => Buffer.from(text).toString('latin1')
const mail = (text: string, type = 'text/plain; charset=utf-8', subject = 'hello') =>
  `Subject: ${subject}\nMIME-Version: 1.0\nContent-Type: ${type}\nContent-Transfer-Encoding: 8bit\n\n${text}\n`

const ENGLISH =
  'The harbour was quiet in the morning, and nobody had yet opened the doors of the warehouses along the water. ' +
  'We walked slowly past the boats and talked about what had to be done before the winter would come: the roof of the ' +
  'old house, the fence behind the garden, and all of the letters which were still waiting for an answer.'
const GERMAN = utf8(
  'Der Hafen lag am Morgen noch still, und niemand hatte bisher die Türen der Lagerhäuser am Wasser geöffnet. ' +
    'Wir gingen langsam an den Booten vorbei und sprachen darüber, was vor dem Winter noch erledigt werden musste: das ' +
    'Dach des alten Hauses, der Zaun hinter dem Garten und alle Briefe, die noch auf eine Antwort warteten.',
)
const FRENCH = utf8(
  'Le port était encore tranquille ce matin, et personne n’avait ouvert les portes des entrepôts au bord de l’eau. ' +
    'Nous marchions lentement devant les bateaux et nous parlions de tout ce qu’il fallait faire avant l’hiver : le toit ' +
    'de la vieille maison, la clôture derrière le jardin et toutes les lettres qui attendaient encore une réponse.',
)
const RUSSIAN = utf8(
  'Утром в порту было тихо, и никто ещё не открыл двери складов у воды. Мы медленно шли мимо лодок и говорили о том, ' +
    'что нужно сделать до зимы: крыша старого дома, забор за садом и все письма, на которые мы ещё не ответили.',
)
const NOT_TOLD = `${'zzyx qwrt plmk '.repeat(20)}`
/** Letters of KOI8-R for the Cyrillic alphabet, `а` to `я` in its order. */
const KOI8_R = 'юабцдефгхийклмнопярстужвьызшэщчъ'
const koi8 = (text: string) =>
  Buffer.from(
    [...text.toLowerCase()].map((char) => {
      const at = KOI8_R.indexOf(char === 'ё' ? 'е' : char)
      return at < 0 ? char.charCodeAt(0) & 0x7f : 0xc0 + at
    }),
  ).toString('latin1')
const RUSSIAN_KOI8 = koi8(Buffer.from(RUSSIAN, 'latin1').toString())

const installed = probePath('/usr/share/spamassassin/languages') === 'file'
const RULES = `
body T_UNWANTED eval:check_language()
header T_UNWANTED_HEADER eval:check_language()
body T_8BITS eval:check_body_8bits()
header T_ENGLISH X-Languages =~ /\\ben\\b/
header T_LONG X-Languages-Length =~ /^\\d{3,}$/
`

// Languages with the same distance stand in any order in TEXTCATRESULTS, so it is asked only where there are none.
describe.skipIf(!installed)('with the languages file', () => {
  testPluginCases('TextCat with English only', {
    plugins: ['TextCat'],
    cf: `${RULES}ok_languages en\n`,
    cases: {
      short: { message: mail('Hello there.'), hits: [], tags: { LANGUAGES: '', TEXTCATRESULTS: undefined } },
      'English text': {
        message: mail(ENGLISH),
        hits: ['T_ENGLISH', 'T_LONG'],
        headers: { 'X-Languages': 'en', 'X-Languages-Length': '334' },
      },
      German: {
        message: mail(GERMAN),
        hits: ['T_LONG', 'T_UNWANTED', 'T_UNWANTED_HEADER'],
        tags: {
          LANGUAGES: 'de',
          TEXTCATRESULTS:
            'de:105580(1.00) nl:119928(1.14) af:122154(1.16) sv:123307(1.17) en:124340(1.18) da:124405(1.18) no:126944(1.20) it:129183(1.22) fr:129186(1.22) ca:129366(1.23) ro:129770(1.23) es:130087(1.23) pt:130185(1.23) ms:131955(1.25) id:132254(1.25) hu:133390(1.26) sk.us-ascii:133830(1.27) pl:133878(1.27) tr.iso-8859-9:134463(1.27) hr.us-ascii:135164(1.28)',
        },
      },
      French: { message: mail(FRENCH), hits: ['T_LONG', 'T_UNWANTED', 'T_UNWANTED_HEADER'], tags: { LANGUAGES: 'fr' } },
      'Russian in UTF-8': {
        message: mail(RUSSIAN),
        hits: ['T_8BITS', 'T_LONG', 'T_UNWANTED', 'T_UNWANTED_HEADER'],
        tags: { LANGUAGES: 'ru.utf-8' },
      },
      'Russian in KOI8-R': {
        message: mail(RUSSIAN_KOI8, 'text/plain; charset=koi8-r'),
        hits: ['T_8BITS', 'T_LONG', 'T_UNWANTED', 'T_UNWANTED_HEADER'],
        tags: { LANGUAGES: 'ru.utf-8' },
      },
      'Russian without charset': {
        message: mail(RUSSIAN_KOI8, 'text/plain'),
        hits: ['T_8BITS', 'T_LONG'],
        tags: { LANGUAGES: '' },
      },
      'no language': {
        message: mail(NOT_TOLD),
        hits: ['T_LONG'],
        tags: {
          LANGUAGES: '',
          TEXTCATRESULTS:
            'sq:22031(1.00) nl:22102(1.00) ca:22376(1.02) af:22428(1.02) hr.us-ascii:22621(1.03) cs.iso-8859-2:22624(1.03) sr.us-ascii:22647(1.03) en:22677(1.03) sk.us-ascii:22705(1.03) it:22816(1.04) fr:22835(1.04) hu:22844(1.04) fi:22887(1.04) pl:22897(1.04) es:22939(1.04) de:22965(1.04) no:23026(1.05) da:23038(1.05) ne:23112(1.05) sv:23254(1.06)',
        },
      },
      'two languages': {
        message: mail(`${ENGLISH} ${GERMAN}`),
        hits: ['T_ENGLISH', 'T_LONG'],
        tags: {
          LANGUAGES: 'en de',
          TEXTCATRESULTS:
            'en:104016(1.00) de:104406(1.00) nl:112267(1.08) sv:113345(1.09) af:113701(1.09) da:114072(1.10) no:117139(1.13) ro:122388(1.18) ca:122700(1.18) it:122855(1.18) fr:123705(1.19) hu:125163(1.20) pt:125375(1.21) es:125700(1.21) sk.us-ascii:127755(1.23) ms:127946(1.23) id:128028(1.23) sq:128778(1.24) cs.iso-8859-2:129471(1.24) tr.iso-8859-9:129621(1.25)',
        },
      },
      HTML: {
        message: mail(`<p>${GERMAN}</p>`, 'text/html; charset=utf-8'),
        hits: ['T_LONG', 'T_UNWANTED', 'T_UNWANTED_HEADER'],
        tags: { LANGUAGES: 'de' },
      },
      capitals: {
        message: mail(ENGLISH.toUpperCase()),
        hits: ['T_ENGLISH', 'T_LONG'],
        tags: {
          LANGUAGES: 'en',
        },
      },
      'links and addresses': {
        message: mail(
          'see https://www.example.com/some/long/path, www.example.org/x or joe.user@example.net now. '.repeat(9),
        ),
        hits: ['T_LONG'],
        headers: { 'X-Languages-Length': '169' },
      },
      'a prefixed subject': {
        message: mail(GERMAN, 'text/plain', 'Re: Fwd: [x] AW: hello'),
        hits: ['T_LONG', 'T_UNWANTED', 'T_UNWANTED_HEADER'],
        headers: { 'X-Languages-Length': '343' },
      },
      'much text': {
        message: mail(`${ENGLISH}\n\n`.repeat(60)),
        hits: ['T_ENGLISH', 'T_LONG'],
        headers: { 'X-Languages-Length': '10000' },
        tags: {
          TEXTCATRESULTS:
            'en:108573(1.00) af:121575(1.12) nl:124626(1.15) da:124747(1.15) sv:126590(1.17) de:127284(1.17) no:128160(1.18) ca:128647(1.18) fr:128990(1.19) it:129179(1.19) hu:130875(1.21) es:131063(1.21) sk.us-ascii:131490(1.21) sq:131665(1.21) pt:131987(1.22) ro:132199(1.22) id:132384(1.22) cs.iso-8859-2:132717(1.22) ms:133589(1.23) sw:134103(1.24)',
        },
      },
    },
  })

  testPluginCases('TextCat with more languages', {
    plugins: ['TextCat'],
    cf: `${RULES}ok_languages de sco
inactive_languages en cs nl
textcat_max_languages 2
textcat_acceptable_score 1.1
textcat_max_ngrams 250
textcat_optimal_ngrams 1
`,
    cases: {
      'English text': {
        message: mail(ENGLISH),
        hits: ['T_LONG'],
        tags: {
          LANGUAGES: 'sco',
        },
      },
      German: {
        message: mail(GERMAN),
        hits: ['T_LONG'],
        tags: {
          LANGUAGES: 'de',
          TEXTCATRESULTS:
            'de:16316(1.00) af:21734(1.33) sv:22007(1.35) fy:23029(1.41) rm:23103(1.42) sco:23282(1.43) da:23517(1.44) la:24247(1.49) no:24367(1.49) ro:25065(1.54) it:25186(1.54) es:25442(1.56) fr:25758(1.58) ca:25848(1.58) pt:25876(1.59) eu:26209(1.61) eo:26241(1.61) is:26619(1.63) ga:26656(1.63) hu:26681(1.64)',
        },
      },
      French: {
        message: mail(FRENCH),
        hits: ['T_LONG', 'T_UNWANTED', 'T_UNWANTED_HEADER'],
        tags: {
          LANGUAGES: 'fr',
          TEXTCATRESULTS:
            'fr:24945(1.00) ca:29342(1.18) la:30433(1.22) it:30698(1.23) ro:31080(1.25) rm:31481(1.26) es:31622(1.27) pt:31862(1.28) eo:32825(1.32) sv:33432(1.34) da:34099(1.37) sco:34261(1.37) af:34294(1.37) fy:35071(1.41) et:35485(1.42) no:35496(1.42) de:35704(1.43) sk.us-ascii:35861(1.44) fi:36020(1.44) eu:36223(1.45)',
        },
      },
      Russian: {
        message: mail(RUSSIAN),
        hits: ['T_8BITS', 'T_LONG', 'T_UNWANTED', 'T_UNWANTED_HEADER'],
        tags: {
          LANGUAGES: 'ru.utf-8',
          TEXTCATRESULTS:
            'ru.utf-8:29089(1.00) zh.gb2312:57952(1.99) zh.big5:58915(2.03) ko:58930(2.03) ja.shift-jis:59161(2.03) ja.euc-jp:59202(2.04) th:59591(2.05) zh.utf-8:59791(2.06) hy:60212(2.07) ta:60338(2.07) am.utf-8:60427(2.08) ar.iso-8859-6:60554(2.08) mr:60816(2.09) yi.utf-8:60869(2.09) hi:60881(2.09) ru.iso-8859-5:61080(2.10) vi:61135(2.10) ka:61360(2.11) bg.iso-8859-5:61365(2.11) uk.koi8-r:61409(2.11)',
        },
      },
    },
  })

  testPluginCases('TextCat with Russian', {
    plugins: ['TextCat'],
    cf: `${RULES}ok_languages ru\n`,
    cases: {
      'English text': {
        message: mail(ENGLISH),
        hits: ['T_ENGLISH', 'T_LONG', 'T_UNWANTED', 'T_UNWANTED_HEADER'],
        tags: { LANGUAGES: 'en' },
      },
      Russian: { message: mail(RUSSIAN), hits: ['T_LONG'], tags: { LANGUAGES: 'ru.utf-8' } },
    },
  })

  testPluginCases('TextCat with all languages', {
    plugins: ['TextCat'],
    cf: RULES,
    cases: {
      German: { message: mail(GERMAN), hits: ['T_LONG'], tags: { LANGUAGES: 'de' } },
      Russian: { message: mail(RUSSIAN), hits: ['T_LONG'], tags: { LANGUAGES: 'ru.utf-8' } },
    },
  })
})

describe('the text that is looked at', () => {
  it.each([
    [['Re: AW: hello\n', 'text'], 'hello\n\ntext'],
    [['Re:Fwd:  x'], 'x'],
    [['[x] Re: y'], '[x] Re: y'],
    [['see http://a.b/c and HTTP://a.b/c'], 'see   and HTTP://a.b/c'],
    [['x https:&#x2F;&#x2F;a https%3A%2F%2Fb'], 'x    '],
    [['to joe@example.com now'], 'to   now'],
    [['@example.com a@1.com b@c d@e.'], '@example.com a@1.com b@c  '],
    [['a@b@cc d'], '  d'],
    [[`${'x'.repeat(70)}@example.com`], `${'x'.repeat(6)} `],
    [[`a@${'b'.repeat(140)}`], ` ${'b'.repeat(11)}`],
    [['www.a.b www. awww.x'], '  www. awww.x'],
  ])('%j', (lines, expected) => expect(proseOfBody(lines)).toBe(expected))

  it('is at most 10,000 bytes', () => expect(proseOfBody(['word '.repeat(9000)])).toHaveLength(10_000))

  it('takes no time to speak of, whatever it is', () => {
    const started = performance.now()
    for (const text of [
      'a@'.repeat(100_000),
      '@'.repeat(200_000),
      `${'a'.repeat(200_000)}@b`,
      'http://'.repeat(50_000),
    ]) {
      proseOfBody([text])
    }
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('models', () => {
  const models = parseLanguageModels(Buffer.from('a\nb\n\0a\n0 xx\nb\na\n0 yy.utf8\nc\n0 yy\n0 \n'))

  it('are read by language', () => {
    expect(models.names).toEqual(['xx', 'yy.utf8', 'yy'])
    expect(models.ranks.get('a')).toEqual([0, 1, 1, 2])
    expect(models.ranks.get('\0a')).toEqual([0, 3])
    expect(models.ranks.get('c')).toEqual([2, 1])
  })

  it('are compared with the most frequent sequences', () => {
    expect(frequentSequences('b b ab', 0, 3)).toEqual(['\0', 'b', 'b\0'])
    expect(frequentSequences('b b ab', 2, 9)).toEqual(['\0', 'b', 'b\0'])
    const others = parseLanguageModels(Buffer.from('\0\nb\n0 xx\nb\n\0\n0 yy\n'))
    const options = { skipped: new Set<string>(), maxSequences: 2, minCount: 0, acceptable: 1.02, maxLanguages: 1 }
    const guess = (more: object) => guessLanguages('b b a', others, { ...options, ...more })
    expect(guess({})).toEqual({ languages: ['xx'], results: 'xx:3(1.00) yy:4(1.33)' })
    expect(guess({ acceptable: 2 }).languages).toEqual([])
    expect(guess({ acceptable: 2, maxLanguages: 2 }).languages).toEqual(['xx', 'yy'])
    expect(guess({ skipped: new Set(['xx']) }).languages).toEqual(['yy'])
    expect(guess({ skipped: new Set(['xx', 'yy']) })).toEqual({ languages: [], results: '' })
  })
})

it.each(['textcat_max_languages few', 'ok_languages'])('%s is refused', (line) => {
  // Where the languages are not installed, TextCat says so, too.
  const anyway = ruleRunner(['TextCat'], '').messages.length
  expect(ruleRunner(['TextCat'], `${line}\n`).messages).toHaveLength(anyway + 1)
})
