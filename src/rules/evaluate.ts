import type { PerlMatch, PerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import { runtimeRegex, saveCaptures } from './capture-tags.ts'
import type { Plugin } from './plugin.ts'
import type { TextRules } from './prefilter/text-rules.ts'
import type { CompiledEval, CompiledMeta, CompiledText, HeaderGroup, Ruleset, Stage } from './ruleset.ts'
import type { HitOptions } from './scan.ts'
import type { ScanState } from './scan-state.ts'

/** Why rules stopped before the end. */
export type Stop = 'deadline' | 'shortcircuit' | undefined

/** Looks at the clock this often: one text in so many. */
const LINES_BETWEEN_CLOCKS = 64
/** From this priority on there is network: what ends a scan before saves the questions. */
const LOOKUP_PRIORITY = -100

/** Runs all rules over the scan's message, by priority, as SpamAssassin's Check plugin does. */
export async function evaluate(scan: ScanState, plugins: readonly Plugin[]): Promise<Stop> {
  const ruleset = scan.ruleset
  for (const plugin of plugins) if (plugin.postMessageParse) await plugin.postMessageParse(scan)
  for (const plugin of plugins) await plugin.parsedMetadata?.(scan)
  for (const plugin of plugins) await plugin.checkStart?.(scan)
  const ends = plugins.filter((plugin) => plugin.haveShortcircuited)
  const ticks = plugins.filter((plugin) => plugin.checkTick)
  const pending: Promise<void>[] = []

  let stop: Stop
  let asking = false
  for (const stage of ruleset.stages) {
    if (!asking && stage.priority >= LOOKUP_PRIORITY && !ends.some((plugin) => plugin.haveShortcircuited?.(scan))) {
      asking = true
      for (const plugin of plugins) plugin.startLookups?.(scan)
    }
    stop = runStage(scan, stage, ends, pending)
    // Functions that answer later hold up the rules behind them, as in SpamAssassin; look-ups go on meanwhile.
    if (pending.length > 0) await Promise.all(pending.splice(0))
    if (stop) break
    for (const plugin of ticks) plugin.checkTick?.(scan)
    scan.donePriority = stage.priority
    runMetas(scan, stage.metas)
  }
  if (!asking && !stop) for (const plugin of plugins) plugin.startLookups?.(scan)
  for (const plugin of plugins) await plugin.finishLookups?.(scan, stop !== undefined)
  for (const plugin of plugins) await plugin.checkCleanup?.(scan)
  if (!stop) {
    runUnscheduledMetas(scan, ruleset)
    scan.held.fill(0)
    runMetas(scan, ruleset.lastMetas)
  }
  scan.finished = true
  return stop
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
    for (const rule of negated) runMiss(scan, rule, value)
    if (rules.rules.length > 0) rules.candidates(value, (rule) => runText(scan, rule, value, ''))
  }
}

/** A rule that hits where its expression does not match. */
function runMiss(scan: ScanState, rule: CompiledText, subject: string): void {
  const name = nameOf(scan, rule.index)
  try {
    const regex = rule.template ? runtimeRegex(scan, rule.template) : rule.regex
    if (regex && !regex.test(subject)) scan.hit(name)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    scan.notRun.push({ rule: name, reason: error.message })
  }
}

function runTexts(scan: ScanState, set: TextRules, lines: readonly string[], area: string): void {
  if (set.rules.length === 0) return
  let subject = false
  let line = ''
  const visit = (rule: CompiledText): void => {
    const count = scan.counts[rule.index] as number // `as`: as long as the rules
    if (count > 0 && (!rule.multiple || count >= rule.maxHits)) return
    if (subject && rule.noSubject) return
    runText(scan, rule, line, area)
  }
  for (let n = 0; n < lines.length; n++) {
    if (n % LINES_BETWEEN_CLOCKS === 0 && scan.expired()) return
    line = lines[n] as string // `as`: n is below the length
    subject = n === 0
    set.candidates(line, visit)
  }
}

/** One expression over one text. One that takes too many steps is given up, for this text, and said to be. */
function runText(scan: ScanState, rule: CompiledText, subject: string, area: string): void {
  try {
    match(scan, rule, subject, area)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    scan.notRun.push({ rule: nameOf(scan, rule.index), reason: error.message })
  }
}

const OPTIONS: Readonly<Record<string, HitOptions>> = Object.fromEntries(
  ['', 'BODY: ', 'URI: ', 'RAW: ', 'FULL: '].map((area) => [area, area === '' ? {} : { area }]),
)

function optionsOf(area: string): HitOptions {
  return OPTIONS[area] ?? { area }
}

/** Hits once, or as often as the expression matches where the rule says so. */
function match(scan: ScanState, rule: CompiledText, subject: string, area: string): void {
  const regex = rule.template ? runtimeRegex(scan, rule.template) : rule.regex
  if (!regex) return
  const name = nameOf(scan, rule.index)
  if (!rule.multiple) {
    if (!rule.captures) {
      if (!scan.reasons && scan.ruleset.facts[rule.index]?.subRule) {
        if (regex.test(subject)) scan.hitBy(rule.index, area)
        return
      }
      const found = regex.find(subject)
      if (!found) return
      scan.hitBy(rule.index, area)
      scan.matched(name, subject.slice(found.index, found.end))
      return
    }
    const found = regex.exec(subject)
    if (!found) return
    scan.hit(name, optionsOf(area))
    scan.matched(name, subject.slice(found.index, found.end))
    saveCaptures(scan, [found])
    return
  }
  if (!rule.captures) {
    matchAll(scan, rule, name, regex, subject, area)
    return
  }
  const matches: PerlMatch[] = []
  // As Perl's m//g: behind an empty match the next one must not be empty at the same place.
  for (let from = 0, notEmptyAt = -1; from <= subject.length; ) {
    const found = regex.exec(subject, from, notEmptyAt)
    if (!found) break
    if (rule.captures) matches.push(found)
    scan.hit(name, optionsOf(area))
    scan.matched(name, subject.slice(found.index, found.end))
    if ((scan.counts[rule.index] ?? 0) >= rule.maxHits) break
    from = found.end
    notEmptyAt = found.end === found.index ? found.end : -1
  }
  if (matches.length > 0) saveCaptures(scan, matches)
}

/** As often as the expression matches, where nobody asks for its captures. */
function matchAll(
  scan: ScanState,
  rule: CompiledText,
  name: string,
  regex: PerlRegex,
  subject: string,
  area: string,
): void {
  const silent = !scan.reasons && scan.ruleset.facts[rule.index]?.subRule === true
  const before = scan.counts[rule.index] ?? 0
  let times = 0
  for (let from = 0, notEmptyAt = -1; from <= subject.length; ) {
    const found = regex.find(subject, from, notEmptyAt)
    if (!found) break
    times++
    if (!silent) {
      scan.hitBy(rule.index, area)
      scan.matched(name, subject.slice(found.index, found.end))
    }
    if (before + times >= rule.maxHits) break
    from = found.end
    notEmptyAt = found.end === found.index ? found.end : -1
  }
  if (silent && times > 0) scan.hitBy(rule.index, area, times)
}

function runEvals(scan: ScanState, evals: readonly CompiledEval[], area: string, pending: Promise<void>[]): void {
  for (const { index, run } of evals) {
    const name = nameOf(scan, index)
    scan.currentRule = name
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
  scan.currentRule = ''
}

function takeValue(scan: ScanState, name: string, area: string, value: boolean | number): void {
  const count = typeof value === 'boolean' ? (value ? 1 : 0) : value
  if (count) scan.hit(name, { area, value: count })
}

function noteFailure(scan: ScanState, name: string, error: unknown): void {
  scan.notRun.push({ rule: name, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) })
}

function runMetas(scan: ScanState, metas: readonly CompiledMeta[]): void {
  for (const meta of metas) {
    if ((!meta.always && scan.touched[meta.index] === 0) || scan.held[meta.index] === 1) continue
    runMeta(scan, meta)
  }
}

function runMeta(scan: ScanState, { index, run }: CompiledMeta): void {
  const name = nameOf(scan, index)
  try {
    const value = run(scan.counts)
    if (value !== 0) scan.hit(name, { value })
  } catch (error) {
    scan.notRun.push({ rule: name, reason: (error as Error).message }) // metas throw only MetaError
  }
}

/** Metas of all stages once more where a rule came in late (an answer from the network, a clean-up). */
function runUnscheduledMetas(scan: ScanState, ruleset: Ruleset): void {
  for (const stage of ruleset.stages) {
    for (const meta of stage.metas) {
      if ((scan.touched[meta.index] === 1 || scan.held[meta.index] === 1) && scan.counts[meta.index] === 0) {
        runMeta(scan, meta)
      }
    }
  }
}

function nameOf(scan: ScanState, index: number): string {
  return scan.ruleset.facts[index]?.name ?? ''
}
