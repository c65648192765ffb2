// Writes down what an installed SpamAssassin sees of the messages of test/corpus: test/corpus/views.jsonl.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { condensedViews } from '../test/support/message-facts.ts'
import { VIEWS } from './view-comparison.ts'
import { oracleVersion, ViewOracle } from './view-oracle.ts'

const folder = path.resolve(import.meta.dirname, '..', 'test', 'corpus')
const version = oracleVersion()
if (version === undefined) {
  console.error('SpamAssassin is not installed (Debian: apt-get install spamassassin)')
  process.exit(2)
}
const oracle = new ViewOracle(version)
const lines: string[] = []
for (const file of globSync('*.eml', { cwd: path.join(folder, 'messages') }).sort()) {
  const text = readFileSync(path.join(folder, 'messages', file), 'latin1')
  const answer = await oracle.ask({ text, normalizeCharset: true, verdict: false })
  const views = new Map(Array.from(VIEWS, ([name, view]) => [name, view.theirs(answer)]))
  lines.push(`${JSON.stringify({ file, views: condensedViews(views) })}\n`)
}
oracle.close()
writeFileSync(path.join(folder, 'views.jsonl'), lines.join(''))
console.log(`${lines.length} messages`)
