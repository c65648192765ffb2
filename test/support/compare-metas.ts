import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { readConf } from '../../src/conf/read-conf.ts'
import { matchingRules } from '../../src/rules/compile-metas.ts'
import { compileMeta } from '../../src/rules/meta/compile.ts'
import { expandRulesMatching, MetaError, parseMeta } from '../../src/rules/meta/expression.ts'
import { metaComplaint } from '../../src/rules/rule-settings.ts'
import { hasCoreFunction, PERL_VERSION, SPAMASSASSIN_VERSION } from '../../src/rules/settings/core-functions.ts'

const ORACLE = path.join(import.meta.dirname, 'meta-oracle.pl')
const RULES = ['H0', 'H1', 'H2', 'H3', 'H4', 'H5']
const HITS = Float64Array.of(0, 1, 2, 3, 4, 5)

/** An expression on which we answer other than SpamAssassin. */
export interface MetaDisagreement {
  readonly expression: string
  readonly spamAssassin: string
  readonly ours: string
}

/** Asks SpamAssassin: a line an expression, see the script. */
function ask(kind: 'M' | 'I', expressions: readonly string[]): readonly string[] {
  const run = spawnSync('perl', [ORACLE], { input: expressions.map((text) => `${kind} ${text}\n`).join('') })
  if (run.status !== 0) throw new Error(`meta-oracle.pl: ${run.stderr.toString()}`)
  return run.stdout.toString('latin1').trimEnd().split('\n')
}

/** What ours make of a meta, in the words of the oracle. */
function ourMeta(name: string, expression: string): string {
  if (/\*\s*\*/.test(expression)) return 'E invalid value'
  const complaint = metaComplaint(name, expression)
  if (complaint !== undefined) return `E ${complaint}`
  const tree = parseMeta(expandRulesMatching(expression, (glob) => matchingRules(glob, name, RULES)))
  if (!tree) return 'V 0'
  const run = compileMeta(tree, (rule) => RULES.indexOf(rule), true)
  try {
    return `V ${run({ counts: HITS, outcome: () => 0 })}`
  } catch (error) {
    if (error instanceof MetaError) return 'D'
    throw error
  }
}

/** Whether a block under the condition is read, in the words of the oracle. */
function ourCondition(condition: string): string {
  let open = true
  const { loadedPlugins } = readConf([{ file: 'c.cf', text: `if ${condition}\nloadplugin Inside\nendif\n` }], {
    coreRows: [],
    plugins: new Map([['Inside', { name: 'Inside', settings: {} }]]),
    version: SPAMASSASSIN_VERSION,
    perlVersion: PERL_VERSION,
    localTestsOnly: true,
    hasFunction: hasCoreFunction,
    expandPath: (file) => file,
    include: () => [],
    lang: 'en_US',
    report: ({ message }) => {
      if (message.startsWith("config: missing starting 'if'")) open = false
    },
  })
  if (!open) return 'E'
  return loadedPlugins.includes('Inside') ? '1' : '0'
}

/** What Perl calls the operand of ++ depends on how far it has worked out the expression. */
const plain = (text: string): string => text.replace(/Can't modify .*? in (?=pre|post)/, "Can't modify it in ")

const sameNumber = (a: string, b: string): boolean =>
  a.startsWith('V ') && b.startsWith('V ') && Number(a.slice(2)) === Number(b.slice(2))

/** Compares expressions with SpamAssassin; values as numbers, complaints word by word. */
export function compareMetas(kind: 'meta' | 'condition', expressions: readonly string[]): readonly MetaDisagreement[] {
  const answers = ask(kind === 'meta' ? 'M' : 'I', expressions)
  return expressions.flatMap((expression, i) => {
    const spamAssassin = answers[i] ?? 'nothing'
    const ours = kind === 'meta' ? ourMeta(`M${i}`, expression) : ourCondition(expression)
    return plain(spamAssassin) === plain(ours) || sameNumber(spamAssassin, ours)
      ? []
      : [{ expression, spamAssassin, ours }]
  })
}
