import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FileLoader, filesOf, namesIn, probePath } from './load-files.ts'

let directory = ''

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'assay-conf-'))
  for (const name of ['20_b.cf', '10_a.CF', 'updates_spamassassin_org.cf', 'a.pre', '.hidden.cf', 'x.cfg', 'cf']) {
    writeFileSync(path.join(directory, name), `words ${name}\xE9`, 'latin1')
  }
  mkdirSync(path.join(directory, 'sub.cf'))
  writeFileSync(path.join(directory, 'empty.cf'), '')
  symlinkSync('20_b.cf', path.join(directory, 'link.cf'))
  symlinkSync('nowhere', path.join(directory, 'broken.cf'))
})

afterAll(() => rmSync(directory, { recursive: true }))

const at = (name: string) => `${directory}/${name}`

describe('filesOf', () => {
  it('takes files of the kind in byte order, the channel of SpamAssassin first', () => {
    const names = ['updates_spamassassin_org.cf', '.hidden.cf', '10_a.CF', '20_b.cf', 'empty.cf', 'link.cf']
    expect(filesOf(directory, 'cf')).toEqual(names.map(at))
    expect(filesOf(directory, 'pre')).toEqual([at('a.pre')])
    expect(filesOf(at('nowhere'), 'cf')).toEqual([])
  })
})

describe('FileLoader', () => {
  it('reads each file once, byte for byte', () => {
    const loader = new FileLoader(() => undefined)
    expect(loader.load([{ path: at('a.pre'), kind: 'cf' }])).toEqual([{ file: at('a.pre'), text: 'words a.pre\xE9' }])
    expect(loader.load([{ path: directory, kind: 'pre' }])).toEqual([])
    expect(loader.include(directory)).toHaveLength(6)
    expect(loader.include(at('20_b.cf'))).toEqual([])
    expect(loader.filesRead).toHaveLength(7)
  })

  it('says nothing of what is missing or empty', () => {
    const said: unknown[] = []
    const loader = new FileLoader((diagnostic) => said.push(diagnostic))
    expect([...loader.include(at('nowhere')), ...loader.include(at('empty.cf'))]).toEqual([])
    expect(said).toEqual([])
  })

  it('forks without changing what the original has read', () => {
    const loader = new FileLoader(() => undefined)
    loader.include(at('20_b.cf'))
    const fork = loader.fork()
    expect([fork.include(at('20_b.cf')).length, fork.include(at('10_a.CF')).length]).toEqual([0, 1])
    expect(loader.include(at('10_a.CF'))).toHaveLength(1)
  })
})

describe('probes', () => {
  it('tell directories from files', () => {
    expect([directory, at('a.pre'), at('nowhere'), at('broken.cf')].map(probePath)).toEqual([
      'directory',
      'file',
      'absent',
      'absent',
    ])
    expect(namesIn(directory)).toContain('a.pre')
    expect(namesIn(at('nowhere'))).toEqual([])
  })
})
