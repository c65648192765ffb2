import { RegexError } from '../regex/regex-error.ts'
import type { Plugin } from './plugin.ts'
import type { TextRules } from './prefilter/text-rules.ts'
import { noteNoRule, noteRule } from './progress.ts'
import type { CompiledEval, CompiledText, HeaderGroup, Stage } from './ruleset.ts'
import { runMetas, runMetasAgain } from './run-meta.ts'
import { runMiss, runText } from './run-text.ts'
import type { ScanState } from './scan-state.ts'

/** Why rules stopped before the end. */
export type Stop = 'deadline' | 'shortcircuit' | undefined

/** Looks at the clock this often: one text in so many. */
const TEXTS_BETWEEN_CLOCKS = 64
/** From this priority on there is network: what ends a scan before saves the questions. */
const LOOKUP_PRIORITY = -100

/** Runs all rules over the scan's message, by priority, as SpamAssassin's Check plugin does. */
export async function evaluate(scan: ScanState, plugins: readonly Plugin[]): Promise<Stop> {
  const ruleset = scan.ruleset
  await each(scan, plugins, (plugin) => plugin.postMessageParse?.(scan))
  await each(scan, plugins, (plugin) => plugin.parsedMetadata?.(scan))
  await each(scan, plugins, (plugin) => plugin.checkStart?.(scan))
  const ends = plugins.filter((plugin) => plugin.haveShortcircuited)
  const ticks = plugins.filter((plugin) => plugin.checkTick)
  const pending: Promise<void>[] = []

  let stop: Stop
  let asking = false
  for (const stage of ruleset.stages) {
    if (!asking && stage.priority >= LOOKUP_PRIORITY && !ends.some((plugin) => plugin.haveShortcircuited?.(scan))) {
      asking = true
      for (const plugin of plugins) unlessHeldUp(scan, plugin, () => plugin.startLookups?.(scan))
    }
    stop = runStage(scan, stage, ends, pending)
    // Functions that answer later hold up the rules behind them, as in SpamAssassin; look-ups go on meanwhile.
    if (pending.length > 0) await Promise.all(pending.splice(0))
    if (stop) break
    for (const plugin of ticks) unlessHeldUp(scan, plugin, () => plugin.checkTick?.(scan))
    scan.donePriority = stage.priority
    runMetas(scan, stage.metas)
  }
  if (!asking && !stop) for (const plugin of plugins) unlessHeldUp(scan, plugin, () => plugin.startLookups?.(scan))
  await each(scan, plugins, (plugin) => plugin.finishLookups?.(scan, stop !== undefined))
  await each(scan, plugins, (plugin) => plugin.checkCleanup?.(scan))
  if (!stop) {
    for (const stage of ruleset.stages) runMetasAgain(scan, stage.metas)
    scan.held.fill(0)
    runMetas(scan, ruleset.lastMetas)
  }
  scan.finished = true
  return stop
}

/** One plugin after the other; only those that have something to wait for are waited for. */
async function each(
  scan: ScanState,
  plugins: readonly Plugin[],
  call: (plugin: Plugin) => void | Promise<void>,
): Promise<void> {
  for (const plugin of plugins) {
    const done = unlessHeldUp(scan, plugin, () => call(plugin))
    if (done) await done.catch((error: unknown) => noteHoldUp(scan, plugin, error))
  }
}

/** What a plugin does for all rules; an expression of its settings that takes too long ends it, and nothing else. */
function unlessHeldUp<T>(scan: ScanState, plugin: Plugin, work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    noteHoldUp(scan, plugin, error)
    return undefined
  }
}

function noteHoldUp(scan: ScanState, { name }: Plugin, error: unknown): void {
  if (!(error instanceof RegexError)) throw error
  scan.didNotRun(name, error.message)
}

/** Each kind of rule of one priority, in SpamAssassin's order; stops between kinds when it must. */
function runStage(scan: ScanState, stage: Stage, ends: readonly Plugin[], pending: Promise<void>[]): Stop {
  const { message } = scan
  const steps: readonly (() => void)[] = [
    () => runHeaders(scan, stage.headers),
    () => runEvals(scan, stage.headerEvals, '', pending),
    () => runTexts(scan, stage.body, stage.body.rules.length > 0 ? scan.body : [], 'BODY: '),
    () => runTexts(scan, stage.uri, stage.uri.rules.length > 0 ? message.uris : [], 'URI: '),
    () => runEvals(scan, stage.bodyEvals, 'BODY: ', pending),
    () => runTexts(scan, stage.rawbody, stage.rawbody.rules.length > 0 ? message.rawbody : [], 'RAW: '),
    () => runEvals(scan, stage.rawbodyEvals, 'RAW: ', pending),
    () => runTexts(scan, stage.full, stage.full.rules.length > 0 ? [message.pristine] : [], 'FULL: '),
    () => runEvals(scan, stage.fullEvals, '', pending),
  ]
  for (const step of steps) {
    if (scan.expired()) return 'deadline'
    if (ends.some((plugin) => plugin.haveShortcircuited?.(scan))) return 'shortcircuit'
    step()
  }
  return undefined
}

const NO_VIEW: readonly string[] = []

function runHeaders(scan: ScanState, groups: readonly HeaderGroup[]): void {
  for (const group of groups) {
    const { header, field, rules, negated, exists } = group
    const view = field === undefined || scan.hasField(field) ? scan.headers(header) : NO_VIEW
    const first = view[0]
    for (const rule of exists) {
      if ((first !== undefined) !== rule.negated) scan.hitBy(rule.index, '')
    }
    if (first === undefined) {
      const unset = group.unset()
      for (const rule of unset.negated) runMiss(scan, rule, rule.ifUnset ?? '')
      for (const rule of unset.rules) runText(scan, rule, rule.ifUnset ?? '', '')
      continue
    }
    const value = view.length === 1 ? first : view.join(first.endsWith('\n') ? '' : '\n')
    for (const rule of negated) {
      if (scan.open && rule.canWait) scan.open.maybeNot(rule, value)
      else runMiss(scan, rule, value)
    }
    runTexts(scan, rules, [value], '')
  }
}

function runTexts(scan: ScanState, set: TextRules, texts: readonly string[], area: string): void {
  if (set.rules.length === 0 || texts.length === 0) return
  const { open } = scan
  const later = set.alwaysLater()
  if (open) for (let i = 0; i < later.length; i++) open.maybeAnywhere(later[i] as CompiledText, texts, area)
  for (let place = 0; place < texts.length; place++) {
    if (place % TEXTS_BETWEEN_CLOCKS === TEXTS_BETWEEN_CLOCKS - 1 && scan.expired()) return
    // `as` here and above: the places are below the lengths
    if (!open) for (const rule of later) visit(scan, rule, texts, place, area)
    const { rules, length } = set.candidates(texts[place] as string)
    for (let i = 0; i < length; i++) visit(scan, rules[i] as CompiledText, texts, place, area)
  }
}

/** Tries a rule on one of the texts, unless nothing can come of it; or notes that it may match there. */
function visit(scan: ScanState, rule: CompiledText, texts: readonly string[], place: number, area: string): void {
  const count = scan.counts[rule.index] as number // `as` here and below: as long as the rules; a place of the texts
  if (count > 0 && (!rule.multiple || count >= rule.maxHits)) return
  if (place === 0 && rule.noSubject) return
  if (scan.open && rule.canWait) scan.open.maybe(rule, texts, place, area)
  else runText(scan, rule, texts[place] as string, area)
}

function runEvals(scan: ScanState, evals: readonly CompiledEval[], area: string, pending: Promise<void>[]): void {
  const { progress } = scan
  for (const { index, run } of evals) {
    const name = nameOf(scan, index)
    scan.currentRule = name
    if (progress) noteRule(progress, index)
    try {
      const value = run(scan)
      if (value === false || value === 0) continue
      if (typeof value !== 'object') takeValue(scan, name, area, value)
      else {
        pending.push(
          value.then(
            (late) => takeValue(scan, name, area, late),
            (error: unknown) => noteFailure(scan, name, error),
          ),
        )
      }
    } catch (error) {
      noteFailure(scan, name, error)
    }
  }
  if (progress) noteNoRule(progress)
  scan.currentRule = ''
}

function takeValue(scan: ScanState, name: string, area: string, value: boolean | number): void {
  const count = typeof value === 'boolean' ? (value ? 1 : 0) : value
  if (count) scan.hit(name, { area, value: count })
}

function noteFailure(scan: ScanState, name: string, error: unknown): void {
  if (error instanceof RegexError) scan.didNotRun(name, error.message)
  else scan.didNotRun(name, error instanceof Error ? (error.stack ?? error.message) : String(error))
}

function nameOf(scan: ScanState, index: number): string {
  return scan.ruleset.facts[index]?.name ?? ''
}
