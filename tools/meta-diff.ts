// Compares generated meta expressions and `if` conditions with the installed SpamAssassin.
//   node tools/meta-diff.ts [--count 20000] [--seed 1] [--show 20]
import { parseArgs } from 'node:util'
import { compareMetas, type MetaDisagreement } from '../test/support/compare-metas.ts'
import { randomExpressions } from '../test/support/random-metas.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '20' },
  },
})

/** So many in one configuration. */
const CHUNK = 2000

for (const kind of ['meta', 'condition'] as const) {
  const disagreements: MetaDisagreement[] = []
  const count = Number(values.count)
  for (let done = 0; done < count; done += CHUNK) {
    const expressions = randomExpressions(kind, Number(values.seed) + done, Math.min(CHUNK, count - done))
    disagreements.push(...compareMetas(kind, expressions))
  }
  for (const { expression, spamAssassin, ours } of disagreements.slice(0, Number(values.show))) {
    console.log(`${kind} ${expression}\n   SpamAssassin ${spamAssassin}\n   ours         ${ours}`)
  }
  console.log(`${kind}: ${disagreements.length} disagreements; seed ${values.seed}, ${count} expressions`)
  if (disagreements.length > 0) process.exitCode = 1
}
