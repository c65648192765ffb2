import { describe, expect, it } from 'vitest'
import { cpuMs } from '../../../test/support/cpu-ms.ts'
import { scanTextUris, type TextUri } from './text-scanner.ts'

const tlds = new Set(['com', 'org', 'uk'])

function scan(text: string): string[] {
  const found: TextUri[] = []
  scanTextUris(text, tlds, (uri) => found.push(uri))
  return found.map(({ kind, text: spelled }) => `${kind} ${spelled}`)
}

describe('scanTextUris', () => {
  it.each([
    ['see http://a.com/x, or', ['scheme http://a.com/x,']],
    ['<www3.a.com>', ['scheme www3.a.com']],
    ['WWW. ', []],
    ['write a.b@c.com, now', ['mail a.b@c.com']],
    ['mailto:a@c.com(x)', ['mail mailto:a@c.com']],
    ['a.com and b.invalid', ['schemeless a.com']],
    ['a.com. b.org:80/x c.com/ d.com:x', ['schemeless a.com.', 'schemeless b.org:80/x']],
    ['x-a.com_ a.com-b', []],
    ['%a.com', []],
    ['\x1b(Bwww.a.com\x1b$B', ['schemeless Bwww.a.com']],
    ['\x1b(%www.a.com', ['scheme www.a.com']],
    [`${'x'.repeat(251)}@a.com`, [`mail ${'x'.repeat(251)}@a.com`]],
    [`http://a.com/${'x'.repeat(2100)}`, []],
    ['no clue here', []],
  ])('%j', (text, expected) => {
    expect(scan(text)).toEqual(expected)
  })

  it('takes time in line with the length', () => {
    const start = cpuMs()
    for (const unit of ['a@', '.com', 'a.', 'http://', 'mailto:', 'www.', '(rgb']) scan(unit.repeat(200_000))
    expect(cpuMs() - start).toBeLessThan(6000)
  })
})
