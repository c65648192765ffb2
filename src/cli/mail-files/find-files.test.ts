import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mailFilesOf } from './find-files.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'find-files-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function folder(name: string, files: readonly string[], folders: readonly string[] = []): string {
  const made = path.join(root, name)
  for (const inner of ['', ...folders]) mkdirSync(path.join(made, inner), { recursive: true })
  for (const file of files) writeFileSync(path.join(made, file), '')
  return made
}

const found = (location: string): string[] => {
  const warnings: string[] = []
  const files = mailFilesOf({ format: 'detect', location }, '/', (text) => warnings.push(text))
  expect(warnings).toEqual([])
  return files.map((file) => path.relative(location, file.path))
}

describe('files of a folder', () => {
  test('come in the order in which Perl reads it', () => {
    // What one file system happens to sort another does not; this many in mixed order are sorted by none.
    const names = Array.from({ length: 300 }, (_, n) => `${(n * 7919) % 300}.txt`)
    const place = folder('many', names)
    const perl = 'opendir(my $d, $ARGV[0]) or die; print join("\\n", grep { !/^\\./ } readdir($d))'
    const order = execFileSync('perl', ['-e', perl, place], { encoding: 'utf8' }).split('\n')
    expect(order).toHaveLength(300)
    expect(found(place)).toEqual(order)
  })

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['plain', ['a', ',b', '.c', 'd e'], [], ['a', 'd e']],
    ['nested', ['in/a', 'in/deep/b', 'z'], ['in', 'in/deep'], ['in/a', 'in/deep/b', 'z']],
    ['Maildir', ['cur/1:2,S', 'cur/2:2,ST', 'new/3', 'new/.4', 'tmp/5'], ['cur', 'new', 'tmp'], ['cur/1:2,S', 'new/3']],
    ['Cyrus', ['cyrus.header', 'cyrus.index', '1.', '2.', 'x y'], [], ['1.', '2.']],
  ])('%s', (name, files, folders, expected) => {
    expect(found(folder(name, files, folders)).sort()).toEqual(expected)
  })
})
