// Compares HTML rendering and URIs with an installed SpamAssassin on made-up mail, or writes its answers down for the tests.
import { writeFileSync } from 'node:fs'
import yargs from 'yargs'
import { utf8BytesOf } from '../src/base/latin1.ts'
import {
  asciiJson,
  askHtmlOracle,
  canonicalJson,
  differingKeys,
  type HtmlCase,
  htmlRecord,
} from '../test/support/html-record.ts'
import { randomHtml, seededRandom } from '../test/support/random-html.ts'
import { randomUriMessage } from '../test/support/random-uris.ts'
import { askUriOracle, stockUriOptions, uriRecord } from '../test/support/uri-record.ts'

const args = await yargs(process.argv.slice(2))
  .usage('$0 html|uris: compares made-up mail with what SpamAssassin says of it')
  .option('from', { type: 'number', default: 0, describe: 'first seed' })
  .option('count', { type: 'number', default: 1000, describe: 'how many seeds' })
  .option('write', { type: 'string', describe: 'write cases and answers to this file' })
  .option('rules', { type: 'string', default: '/usr/share/spamassassin', describe: 'folder of the stock rules' })
  .demandCommand(1)
  .strict()
  .parse()

const seeds = Array.from({ length: args.count }, (_, i) => args.from + i)

function compareHtml(): string[] {
  const cases = seeds.map((seed): HtmlCase => {
    const text = randomHtml(seededRandom(seed))
    return seed % 3 === 0 ? { text: utf8BytesOf(text), unicode: false } : { text, unicode: true }
  })
  return askHtmlOracle(cases).map((sa, i) => {
    const given = cases[i] ?? { text: '', unicode: false }
    const keys = differingKeys(sa, htmlRecord(given))
    if (keys.length > 0) console.log(`seed ${seeds[i]}: ${keys.join(' ')}`)
    return asciiJson({ ...given, sa })
  })
}

function compareUris(): string[] {
  const messages = seeds.map((seed) => utf8BytesOf(randomUriMessage(seededRandom(seed))))
  const options = stockUriOptions(args.rules)
  const { tld, tld2, tld3 } = options.tlds
  const all = messages.join('').replaceAll('\xe3\x80\x82', '.').toLowerCase()
  const used = (names: ReadonlySet<string>): string[] =>
    [...names].filter((name) => name.startsWith('xn--p1') || all.includes(`.${name}`))
  // Redirectors of the stock rules stay out of the golden file.
  const plain = { ...options, redirectorPatterns: [] }
  const cases = askUriOracle(messages).flatMap((sa, i) => {
    const message = messages[i] ?? ''
    if (canonicalJson(sa) !== canonicalJson(uriRecord(message, options))) console.log(`seed ${seeds[i]} differs`)
    return canonicalJson(sa) === canonicalJson(uriRecord(message, plain)) ? [asciiJson({ message, sa })] : []
  })
  return [asciiJson({ tld: used(tld), tld2: used(tld2), tld3: used(tld3) }), ...cases]
}

const lines = args._[0] === 'html' ? compareHtml() : compareUris()
console.log(`${lines.length} cases compared`)
if (args.write) writeFileSync(args.write, `${lines.join('\n')}\n`)
