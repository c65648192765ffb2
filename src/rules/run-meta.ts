import type { CompiledMeta, MetaList } from './ruleset.ts'
import type { ScanState } from './scan-state.ts'

/** Looks at those metas of which a dependency hit, or may have. */
export function runMetas(scan: ScanState, { metas, indexes }: MetaList): void {
  const { touched, held } = scan
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i] as number // `as` here and below: i is below the lengths
    if (touched[index] === 1 && held[index] !== 1) lookAt(scan, metas[i] as CompiledMeta)
  }
}

/** Looks once more at metas that have not hit, where a rule came in late: an answer from the network, a clean-up. */
export function runMetasAgain(scan: ScanState, { metas, indexes }: MetaList): void {
  const { counts, touched, held } = scan
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i] as number // `as` here and below: i is below the lengths
    if ((touched[index] === 1 || held[index] === 1) && counts[index] === 0) lookAt(scan, metas[i] as CompiledMeta)
  }
}

/** Evaluates a meta that may hit; a sub-rule only when somebody asks. */
function lookAt(scan: ScanState, meta: CompiledMeta): void {
  const { counts, open } = scan
  if (meta.foregone?.(counts)) return
  if (open && scan.ruleset.facts[meta.index]?.canWait && counts[meta.index] === 0) open.maybeMeta(meta)
  else runMeta(scan, meta)
}

/** Evaluates a meta, which hits as often as its value says. */
export function runMeta(scan: ScanState, { index, run }: CompiledMeta): void {
  const name = scan.ruleset.facts[index]?.name ?? ''
  try {
    const value = run(scan)
    if (value !== 0) scan.hit(name, { value })
  } catch (error) {
    // a MetaError, or what an expression says that the meta was the first to ask for
    scan.notRun.push({ rule: name, reason: (error as Error).message })
  }
}
