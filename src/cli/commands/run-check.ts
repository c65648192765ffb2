import { readFileSync } from 'node:fs'
import { onNotice } from '../../base/notices.ts'
import { ruleSettings } from '../../rules/rule-settings.ts'
import { createEngine, type SiteEngine } from '../../scan/engine.ts'
import { startFrom } from '../../scan/hand-on.ts'
import { readKnowledge } from '../../scan/kept-knowledge.ts'
import { siteOptionsOf } from '../configuration-options.ts'
import { originOf } from '../hit-origins.ts'
import { humanReport } from '../human-report.ts'
import { verdictRow } from '../verdict-row.ts'
import type { CheckArguments } from './check.ts'

const STANDARD_INPUT = 0
const EXIT_NO_INPUT = 66

function namesIn(list: string): string[] {
  const text = readFileSync(list === '-' ? STANDARD_INPUT : list, 'utf8')
  return text.split('\n').filter((name) => name !== '')
}

async function checkOne(engine: SiteEngine, file: string, bytes: Uint8Array, args: CheckArguments): Promise<string> {
  const examination = await engine.examine(bytes, { explain: !args.json })
  if (args.json) return verdictRow(file, examination, args.full)
  const { rules } = engine.site.conf.of(ruleSettings).rules
  const evals = new Map(engine.site.plugins.flatMap((plugin) => Object.entries(plugin.evals)))
  const sources = { scan: examination.scan, ruleset: engine.ruleset, rules, evals }
  return humanReport(file, examination.verdict, (rule) => originOf(sources, rule))
}

/** Scores the messages that the arguments name, and writes what it finds to standard output. */
export async function runCheck(args: CheckArguments): Promise<void> {
  onNotice((message) => process.stderr.write(`warn: ${message}\n`))
  startFrom(readKnowledge(), false)
  const engine = await createEngine(siteOptionsOf(args, true))
  for (const { severity, message } of engine.diagnostics) {
    if (severity === 'error') process.stderr.write(`warn: ${message}\n`)
  }
  const files = [...(args.files ?? []), ...(args.list === undefined ? [] : namesIn(args.list))]
  if (args.list === undefined && files.length === 0) files.push('-')
  const progress = process.stderr.isTTY && !process.stdout.isTTY && files.length > 1
  for (const [i, file] of files.entries()) {
    let bytes: Uint8Array
    try {
      bytes = readFileSync(file === '-' ? STANDARD_INPUT : file)
    } catch (error) {
      process.stderr.write(`assay: cannot read ${file}: ${(error as Error).message}\n`) // readFileSync throws Error
      process.exitCode = EXIT_NO_INPUT
      continue
    }
    const line = await checkOne(engine, file, bytes, args)
    if (!process.stdout.write(Buffer.from(`${line}\n`, args.json ? 'latin1' : 'utf8')))
      await new Promise((resolve) => process.stdout.once('drain', resolve))
    if (progress) process.stderr.write(`\r${i + 1}/${files.length} messages`)
  }
  if (progress) process.stderr.write('\n')
  // What was said last is still on its way.
  await new Promise((resolve) => setImmediate(resolve))
}
