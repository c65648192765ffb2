import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { mailWithParts } from '../../test/support/mail-with-parts.ts'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'
import { countWords, holdsHtmlLink } from './external/extracted-links.ts'
import { runProgram } from './external/run-program.ts'

const file = (name: string, data: string, type = 'application/x-doc') => mailWithParts('hello', [{ type, name, data }])
const NAMES = ['Words', 'Chars', 'Tools', 'Types', 'Extensions', 'Flags', 'Uris']
const HEADERS = NAMES.map((name) => `X-ExtractText-${name}`)
/** Values of the headers, in the order of `NAMES`. */
const facts = (...values: readonly string[]) => Object.fromEntries(HEADERS.map((name, i) => [name, values[i]]))
const NONE = facts()
const tagged = (headers: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(NAMES.map((name, i) => [`EXTRACTTEXT${name.toUpperCase()}`, headers[HEADERS[i] ?? '']]))

testPluginCases('ExtractText', {
  plugins: ['ExtractText'],
  cf: `
extracttext_timeout 2 2
extracttext_external cat /bin/cat {}
extracttext_use Cat .doc .txt2 application/x-(?:doc|word).*
extracttext_external CODE /bin/echo QR-Code:http://code.example.com/x and {GREETING=hello} more
extracttext_use code .png
extracttext_external link /bin/echo <a href="http://link.example.com/">press</a> NoText
extracttext_use link link.*
extracttext_external env {LANG=C} {WORD=secret word} /usr/bin/printenv WORD
extracttext_use env .env
extracttext_external quoted /bin/sh -c "tr a-z A-Z < {}"
extracttext_use quoted application/x-upper
extracttext_external fails /bin/sh -c "cat {}; exit 1"
extracttext_use fails .fail
extracttext_external gone /nonexistent/program {}
extracttext_use gone .gone
extracttext_external silent /bin/true {}
extracttext_use silent .empty application/x-nothing
extracttext_external slow /bin/sh -c "echo early words; sleep 20"
extracttext_use slow .slow
extracttext_external twice /bin/echo second third
extracttext_use twice .both
extracttext_use cat .both
extracttext_use unknown .unknown
body T_BODY /viagra/
body T_UPPER /VIAGRA/
body T_HELLO /^hello $/
body T_SECRET /secret word/
body T_EARLY /early words/
body T_SECOND /second/
rawbody T_RAW /viagra/
uri T_URI /text\\.example\\.com/
uri T_CODE /code\\.example\\.com/
uri T_LINK /link\\.example\\.com/
header T_FLAGS X-ExtractText-Flags =~ /NoText/
header T_EXISTS exists:X-ExtractText-Tools
header T_TOOL X-ExtractText-Tools =~ /\\bcat\\b/
`,
  cases: {
    'no attachment': {
      message: mailWithParts('hello', []),
      hits: [],
      headers: NONE,
    },
    'by extension': {
      message: file(
        'a.doc',
        'buy viagra at http://text.example.com/ now\n\nsecond paragraph\n',
        'application/octet-stream',
      ),
      hits: ['T_BODY', 'T_EXISTS', 'T_SECOND', 'T_TOOL', 'T_URI'],
      headers: facts('9', '61', 'cat', 'application/octet-stream', 'doc', '', ''),
      tags: tagged(facts('9', '61', 'cat', 'application/octet-stream', 'doc', '', '')),
    },
    'by type': {
      message: file('a.bin', 'viagra', 'application/x-word2'),
      hits: ['T_BODY', 'T_EXISTS', 'T_TOOL'],
      headers: facts('0', '6', 'cat', 'application/x-word2', 'bin', '', ''),
    },
    'by type in capitals': {
      message: file('b.bin', 'viagra', 'APPLICATION/X-DOC'),
      hits: ['T_BODY', 'T_EXISTS', 'T_TOOL'],
      headers: facts('0', '6', 'cat', 'application/x-doc', 'bin', '', ''),
    },
    'an expression is anchored': {
      message: file('a.docx', 'viagra', 'application/x-other'),
      hits: ['T_HELLO'],
      headers: NONE,
    },
    'an extension in capitals': {
      message: file('A.DOC', 'viagra', 'application/x-other'),
      hits: ['T_BODY', 'T_EXISTS', 'T_TOOL'],
      headers: facts('0', '6', 'cat', 'application/x-other', 'DOC', '', ''),
    },
    'text is left alone': { message: file('a.doc', 'viagra', 'text/plain'), hits: ['T_BODY', 'T_RAW'], headers: NONE },
    'no name': {
      message: mailWithParts('hello', [{ type: 'application/x-doc', data: 'viagra' }]),
      hits: ['T_BODY', 'T_EXISTS', 'T_TOOL'],
      headers: facts('0', '6', 'cat', 'application/x-doc', '', '', ''),
    },
    'no text': {
      message: file('a.empty', 'viagra', 'application/x-nothing'),
      hits: ['T_EXISTS', 'T_FLAGS', 'T_HELLO'],
      headers: facts('0', '0', 'silent', 'application/x-nothing', 'empty', 'NoText', ''),
      tags: tagged(facts('0', '0', 'silent', 'application/x-nothing', 'empty', 'NoText', '')),
    },
    'blank text': {
      message: file('a.doc', ' \n\r\n\t'),
      hits: ['T_EXISTS', 'T_FLAGS', 'T_HELLO', 'T_TOOL'],
      headers: facts('0', '0', 'cat', 'application/x-doc', 'doc', 'NoText', ''),
    },
    'it fails': { message: file('a.fail', 'viagra', 'application/x-other'), hits: ['T_HELLO'], headers: NONE },
    'no program': { message: file('a.gone', 'viagra', 'application/x-other'), hits: ['T_HELLO'], headers: NONE },
    'an unknown tool': {
      message: file('a.unknown', 'viagra', 'application/x-other'),
      hits: ['T_HELLO'],
      headers: NONE,
    },
    'arguments in quotes': {
      message: file('a.bin', 'viagra', 'application/x-upper'),
      hits: ['T_EXISTS', 'T_UPPER'],
      headers: facts('0', '6', 'quoted', 'application/x-upper', 'bin', '', ''),
    },
    environment: {
      message: file('a.env', 'x', 'application/x-other'),
      hits: ['T_EXISTS', 'T_SECRET'],
      headers: facts('1', '12', 'env', 'application/x-other', 'env', '', ''),
    },
    'a code': {
      message: file('a.png', 'x', 'image/png'),
      hits: ['T_CODE', 'T_EXISTS'],
      headers: facts('8', '43', 'code', 'image/png', 'png', 'QR-Code', 'http://code.example.com/x'),
    },
    'a link': {
      message: file('link1', 'x', 'application/x-other'),
      hits: ['T_EXISTS', 'T_FLAGS', 'T_LINK'],
      headers: facts('9', '52', 'link', 'application/x-other', '', 'ActionURI NoText', ''),
    },
    'a link without tag': {
      message: file('a.doc', 'see <b> href="http://text.example.com/" viagra'),
      hits: ['T_BODY', 'T_EXISTS', 'T_TOOL', 'T_URI'],
      headers: facts('7', '46', 'cat', 'application/x-doc', 'doc', '', ''),
    },
    'two tools for one part': {
      message: file('a.both', 'viagra', 'application/x-other'),
      hits: ['T_BODY', 'T_EXISTS', 'T_TOOL'],
      headers: facts('1', '19', 'twice cat', 'application/x-other', 'both', '', ''),
    },
    'two parts': {
      message: mailWithParts('hello', [
        { type: 'application/x-doc', name: 'a.doc', data: 'viagra one' },
        { type: 'application/x-docs', name: 'b.bin', data: 'more words here' },
        { type: 'application/x-nothing', name: 'c', data: '' },
      ]),
      hits: ['T_BODY', 'T_EXISTS', 'T_FLAGS', 'T_TOOL'],
      headers: facts(
        '3',
        '25',
        'cat silent',
        'application/x-doc application/x-docs application/x-nothing',
        'doc bin',
        'NoText',
        '',
      ),
    },
    'bytes that are no ASCII': {
      message: file('a.doc', 'caf\xc3\xa9 viagra \xa0 \xe9'),
      hits: ['T_BODY', 'T_EXISTS', 'T_TOOL'],
      headers: { 'X-ExtractText-Words': '1', 'X-ExtractText-Chars': '16' },
    },
    'beside decoded text': {
      message: file('a.doc', 'caf\xc3\xa9 viagra')
        .replace('text/plain', 'text/plain; charset=utf-8')
        .replace('hello', 'h\xc3\xa9llo'),
      hits: ['T_BODY', 'T_EXISTS', 'T_TOOL'],
    },
    'what it said until the time was over': {
      message: file('a.slow', 'x', 'application/x-other'),
      hits: ['T_EXISTS', 'T_FLAGS', 'T_HELLO'],
      headers: facts('0', '0', 'slow', 'application/x-other', 'slow', 'NoText', ''),
    },
  },
})

testPluginCases('ExtractText with a limit of parts', {
  plugins: ['ExtractText'],
  cf: `
extracttext_maxparts 2
extracttext_external cat /bin/cat {}
extracttext_use cat .doc
body T_FIRST /viagra/
body T_SECOND /cialis/
`,
  cases: {
    'the text is one of them': {
      message: mailWithParts('hello', [
        { type: 'application/x', name: 'a.doc', data: 'viagra' },
        { type: 'application/x', name: 'b.doc', data: 'cialis' },
      ]),
      hits: ['T_FIRST'],
    },
  },
})

describe('lines that are not taken', () => {
  test.each([
    ['extracttext_use pdftotext', 'extracttext_use'],
    ['extracttext_use pdftotext (', 'extracttext_use'],
    ['extracttext_external pdftotext /usr/bin/pdftotext', 'extracttext_external'],
    ['extracttext_external pdftohtml /usr/bin/pdftohtml {} -', 'HTML tools are not supported'],
    ['extracttext_external a /bin/cat {}\nextracttext_external A /bin/tac {}', 'duplicate tool defined: a'],
    ['extracttext_use a application/x-a\\\\.b', 'DOUBLE BACKSLASHES DEPRECATED'],
    ['extracttext_timeout soon', 'extracttext_timeout'],
  ])('%s', (line, complaint) => {
    expect(ruleRunner(['ExtractText'], `${line}\n`).messages.join('\n')).toContain(complaint)
  })
})

describe('runProgram', () => {
  const run = (command: readonly string[], timeoutMs = 5000) =>
    runProgram({ command, environment: new Map() }, 'a document', timeoutMs)

  test('no shell reads the arguments', async () => {
    expect(await run(['/bin/echo', '$(id)', ';', '`id`', '>{}x'])).toMatchObject({
      outcome: 'done',
      output: expect.stringMatching(/^\$\(id\) ; `id` >\/.*x\n$/),
    })
  })
  test('the document is gone afterwards, and nobody else could read it', async () => {
    const { output } = await run(['/usr/bin/stat', '-c', '%a %n', '{}'])
    const [mode, name = ''] = output.trim().split(' ')
    expect(mode).toBe('600')
    expect(existsSync(name)).toBe(false)
  })
  test('what it starts dies with it', async () => {
    const started = performance.now()
    const { outcome, complaint } = await run(['/bin/sh', '-c', 'sleep 30 & echo $! >&2; wait'], 300)
    expect(outcome).toBe('timeout')
    expect(performance.now() - started).toBeLessThan(3000)
    const alive = () => existsSync(`/proc/${complaint}/cwd`)
    for (let i = 0; i < 20 && alive(); i++) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(alive()).toBe(false)
  })
  test('what came before the time was over counts in whole blocks', async () => {
    const { outcome, output } = await run(['/bin/sh', '-c', 'head -c 20000 /dev/zero; sleep 30'], 500)
    expect([outcome, output.length]).toEqual(['timeout', 16_384])
  })
  test('endless output is cut', async () => {
    const { outcome, output } = await run(['/usr/bin/yes', '{}'])
    expect(outcome).toBe('done')
    expect(output.length).toBe(4 << 20)
  })
  test('complaints', async () => {
    expect(await run(['/bin/sh', '-c', 'echo bad >&2; echo worse >&2; exit 2'])).toMatchObject({
      outcome: 'failed',
      complaint: 'bad',
    })
    expect(await run(['/bin/sh', '-c', 'kill -9 $$'])).toMatchObject({
      outcome: 'failed',
      complaint: 'killed by SIGKILL',
    })
    expect((await run(['/nonexistent'])).complaint).toContain('ENOENT')
  })
})

test.each([
  ['<a href="x">', true],
  ['<a  class=b href="">', true],
  ['<a\nb> href="x"', false],
  ['<ahref="x"', false],
  ['<a xhref="x"', false],
  ['<a href="x', false],
  ['<a href="x>y"', false],
  ['<b><a <b href="x"', true],
  [' href="<a href="x"', true],
])('link in %s', (text, is) => {
  expect(holdsHtmlLink(text)).toBe(is)
})

test.each([
  ['a b c\n', 2],
  ['  a b', 2],
  ['a', 0],
  ['...', -1],
  ['a\xe9b', 1],
])('words of %s', (text, words) => {
  expect(countWords(text)).toBe(words)
})
