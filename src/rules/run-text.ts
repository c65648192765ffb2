import type { PerlMatch, PerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import { runtimeRegex, saveCaptures } from './capture-tags.ts'
import { patternWithAnyTags } from './compiled-patterns.ts'
import { noteNoRule, noteRule } from './progress.ts'
import type { CompiledText } from './ruleset.ts'
import type { HitOptions } from './scan.ts'
import type { ScanState } from './scan-state.ts'

/** A rule that hits where its expression does not match. */
export function runMiss(scan: ScanState, rule: CompiledText, subject: string): void {
  const { progress } = scan
  if (progress) noteRule(progress, rule.index)
  try {
    const regex = rule.template ? runtimeRegex(scan, rule.template) : rule.regex
    if (regex && !regex.test(subject)) scan.hit(nameOf(scan, rule.index))
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    scan.didNotRun(nameOf(scan, rule.index), error.message)
  }
  if (progress) noteNoRule(progress)
}

/** One expression over one text. One that takes too long is given up, for this text, and said to be. */
export function runText(scan: ScanState, rule: CompiledText, subject: string, area: string): void {
  const { progress } = scan
  if (progress) noteRule(progress, rule.index)
  try {
    match(scan, rule, subject, area)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    scan.didNotRun(nameOf(scan, rule.index), error.message)
  }
  if (progress) noteNoRule(progress)
}

const OPTIONS: Readonly<Record<string, HitOptions>> = Object.fromEntries(
  ['', 'BODY: ', 'URI: ', 'RAW: ', 'FULL: '].map((area) => [area, area === '' ? {} : { area }]),
)

function optionsOf(area: string): HitOptions {
  return OPTIONS[area] ?? { area }
}

/** Hits once, or as often as the expression matches where the rule says so. */
function match(scan: ScanState, rule: CompiledText, subject: string, area: string): void {
  // Making an expression for one message costs much more than finding that it cannot match.
  if (rule.template && patternWithAnyTags(rule.template)?.test(subject) === false) return
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

function nameOf(scan: ScanState, index: number): string {
  return scan.ruleset.facts[index]?.name ?? ''
}
