import { notice } from '../base/notices.ts'
import { SettingError, setting } from '../conf/setting.ts'
import { custom, number, required } from '../conf/setting-types.ts'
import { findParts, type Part } from '../message/part.ts'
import type { Plugin } from '../rules/plugin.ts'
import type { Scan } from '../rules/scan.ts'
import { scoringSettings } from '../rules/settings/scoring.ts'
import { countWords, holdsHtmlLink, qrCodeIn } from './external/extracted-links.ts'
import { type Program, runProgram } from './external/run-program.ts'
import { externalTools, type ToolUse, toolUses } from './external/tool-lines.ts'

/** Seconds for one run, and for all of a message. */
interface Timeouts {
  readonly each: number
  readonly total: number | undefined
}

const TIMEOUTS = /^(\d+)(?:[ \t\n\r\f\v]+(\d+))?$/
const timeouts = custom<Timeouts>('seconds seconds', (_before, value) => {
  const [, each, total] = TIMEOUTS.exec(required(value)) ?? []
  if (each === undefined) throw new SettingError('invalid')
  return { each: Number(each), total: total === undefined ? undefined : Number(total) }
})

const settings = {
  extracttext_maxparts: setting(number, {
    default: 10,
    scope: 'site',
    doc: 'So many parts of a message are looked at; 0 for all of them.',
  }),
  extracttext_timeout: setting(timeouts, {
    default: { each: 5, total: undefined },
    scope: 'site',
    doc: 'Seconds that a tool may run, and that all may together; when they are over, what it said so far counts.',
  }),
  extracttext_use: setting(toolUses, {
    default: (): ToolUse[] => [],
    scope: 'site',
    doc: 'The name of a tool and which parts it reads: file name extensions, expressions for file names, or for types.',
  }),
  extracttext_external: setting(externalTools, {
    default: () => new Map<string, Program>(),
    scope: 'site',
    doc: 'The name of a tool, the program and its arguments. `{}` stands for the file of the document, `{KEY=VALUE}` sets its environment.',
  }),
} as const

/** Tools may take this long together, whatever one may. */
const LEAST_TOTAL = 10
const BLANK = /^[ \t\n\r\f\v]*$/
const EXTENSION = /\.([^.\\/]+)\n?$/

/** What the tools found in a message. */
class Findings {
  readonly texts = new Map<Part, string>()
  readonly tools = new Set<string>()
  readonly types = new Set<string>()
  readonly extensions = new Set<string>()
  readonly flags = new Set<string>()
  readonly uris = new Set<string>()
  chars = 0
  words = 0

  add(part: Part, tool: string, output: string): void {
    const text = BLANK.test(output) ? '' : output
    this.tools.add(tool)
    this.types.add(part.type)
    const extension = EXTENSION.exec(part.name ?? '')?.[1]
    if (extension !== undefined && extension !== '0') this.extensions.add(extension)
    if (text === '') {
      this.flags.add('NoText')
      return
    }
    const code = qrCodeIn(text)
    if (holdsHtmlLink(text)) {
      this.flags.add('ActionURI')
      this.uris.add('') // SpamAssassin means to keep the link here
    } else if (code !== undefined) {
      this.flags.add('QR-Code')
      this.uris.add(code)
    }
    if (text.includes('NoText')) this.flags.add('NoText')
    this.chars += text.length
    this.words += countWords(text)
    this.texts.set(part, text)
  }

  /** By what stands behind `X-ExtractText-` and, in capitals, `EXTRACTTEXT`. */
  facts(): Readonly<Record<string, string>> {
    const list = (values: ReadonlySet<string>) => [...values].join(' ')
    return {
      Words: String(this.words),
      Chars: String(this.chars),
      Tools: list(this.tools),
      Types: list(this.types),
      Extensions: list(this.extensions),
      Flags: list(this.flags),
      Uris: list(this.uris),
    }
  }
}

async function extract(scan: Scan): Promise<Findings> {
  const findings = new Findings()
  const conf = scan.conf.of(settings)
  const { each, total } = conf.extracttext_timeout
  const started = performance.now()
  // As SpamAssassin computes it: a total makes the time of one run count for all.
  const allMs = (total || each > LEAST_TOTAL ? each : LEAST_TOTAL) * 1000
  const limitMs = scan.conf.of(scoringSettings).time_limit * 1000 || Number.POSITIVE_INFINITY
  const spentMs = () => performance.now() - started

  const leaves = findParts(scan.message.root, (type) => type !== '', { leavesOnly: true })
  const looked = conf.extracttext_maxparts > 0 ? leaves.slice(0, conf.extracttext_maxparts) : leaves
  for (const part of looked) {
    if (spentMs() >= allMs) break
    if (part.rendered().text !== undefined) continue
    const tried = new Set<string>()
    for (const { tool, by, pattern } of conf.extracttext_use) {
      const program = conf.extracttext_external.get(tool)
      const subject = by === 'name' ? part.name : part.type
      if (!program || tried.has(tool) || subject === undefined || !pattern.test(subject)) continue
      tried.add(tool)
      const timeoutMs = Math.min(each * 1000, limitMs - spentMs())
      if (timeoutMs <= 0) break
      const { outcome, output, complaint } = await runProgram(program, part.decoded() ?? '', timeoutMs)
      if (outcome === 'failed') notice(`extracttext: ${program.command[0]} failed: ${complaint}`)
      else findings.add(part, tool, output)
    }
  }
  return findings
}

/** Text of attachments by programs of the administrator's choice, for body rules to see. */
export const extractText = {
  name: 'Mail::SpamAssassin::Plugin::ExtractText',
  settings,
  evals: {},
  postMessageParse: async (scan) => {
    if (scan.conf.of(settings).extracttext_external.size === 0) return
    const findings = await extract(scan)
    if (findings.tools.size === 0) return
    if (findings.texts.size > 0) scan.extendMessage({ texts: findings.texts })
    for (const [name, value] of Object.entries(findings.facts())) {
      scan.setMetadata(`X-ExtractText-${name}`, value)
      scan.setTag(`EXTRACTTEXT${name.toUpperCase()}`, value)
    }
  },
} as const satisfies Plugin
