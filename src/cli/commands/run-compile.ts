import { createEngine } from '../../scan/engine.ts'
import { keepKnowledge, readKnowledge } from '../../scan/kept-knowledge.ts'
import { findOut } from '../../scan/practice/find-out.ts'
import { siteOptionsOf } from '../configuration-options.ts'
import type { CompileArguments } from './compile.ts'

/** Keeps what starts have to know of the rules, and sets the exit status: 1 where it cannot be kept. */
export async function runCompile(args: CompileArguments): Promise<void> {
  // Daemons with and without network tests run different rules.
  const variants = args.local ? [true] : [true, false]
  const engines = variants.map((local) => () => createEngine(siteOptionsOf({ ...args, local }, false)))
  const known = await findOut(readKnowledge(), engines)
  if (keepKnowledge(known)) {
    console.log(`compile: ${known.expressions.size} expressions, ${known.filters.size} filters kept for the next start`)
    return
  }
  console.error('compile: nothing kept; the folder node_modules/.cache/assay beside Assay must be writable')
  process.exitCode = 1
}
