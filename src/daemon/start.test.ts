import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import { fixedScanner } from '../../test/support/fixed-scanner.ts'
import type { DaemonLog } from './log.ts'
import { startDaemon } from './start.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'assay-start-'))
afterAll(() => rmSync(folder, { recursive: true }))

// Tests must not give up the rights of the process they run in: with a folder nobody can read, root stays.
const hidden = path.join(folder, 'hidden')
writeFileSync(hidden, '')
chmodSync(hidden, 0)

function noting(): DaemonLog & { readonly lines: string[] } {
  const lines: string[] = []
  const note = (line: string): void => void lines.push(line)
  return { lines, info: note, warn: note, error: note }
}

async function ping(file: string): Promise<string> {
  const socket = connect(file)
  socket.end('PING SPAMC/1.2\r\n')
  return (await buffer(socket)).toString()
}

test('a daemon listens where it is told, says so, and leaves nothing behind', async () => {
  const log = noting()
  const socketPath = path.join(folder, 'a.sock')
  const pidFile = path.join(folder, 'a.pid')
  const options = { listen: ['127.0.0.1:0'], socketPath, pidFile, mustStayReadable: [hidden], version: '4.0.1' }
  const daemon = await startDaemon(options, { makeScanner: async () => fixedScanner(), log })
  expect(readFileSync(pidFile, 'utf8')).toBe(`${process.pid}\n`)
  expect(await ping(socketPath)).toBe('SPAMD/1.5 0 PONG\r\n')
  expect(log.lines).toContainEqual(
    expect.stringMatching(
      /^server started on IO::Socket::IP \[127\.0\.0\.1\]:\d+, UNIX domain socket .*a\.sock \(running version 4\.0\.1\)$/,
    ),
  )
  expect(log.lines).toContain(`got connection over ${socketPath}`)
  await daemon.stop()
  expect(existsSync(pidFile)).toBe(false)
  expect(existsSync(socketPath)).toBe(false)
})

test('a new configuration takes over; one that does not load leaves the old in force', async () => {
  const closed: number[] = []
  let made = 0
  const factory = async () => {
    if (made === 2) throw new Error('a bad rule file')
    const number = made++
    return { ...fixedScanner(), close: async () => void closed.push(number) }
  }
  const daemon = await startDaemon(
    { listen: ['127.0.0.1:0'], mustStayReadable: [hidden] },
    { makeScanner: factory, log: noting() },
  )
  await daemon.reload()
  expect(closed).toEqual([0])
  await expect(daemon.reload()).rejects.toThrow('a bad rule file')
  expect(closed).toEqual([0])
  await daemon.stop()
  expect(closed).toEqual([0, 1])
})

test('what fails at the start leaves nothing behind', async () => {
  const socketPath = path.join(folder, 'b.sock')
  const fails = async () => {
    throw new Error('no rules')
  }
  const options = { socketPath, pidFile: path.join(folder, 'b.pid'), mustStayReadable: [hidden] }
  const parts = { makeScanner: fails, log: noting() }
  await expect(startDaemon(options, parts)).rejects.toThrow('no rules')
  expect(existsSync(options.pidFile)).toBe(false)
  await expect(startDaemon({ ...options, listen: ['a b'] }, parts)).rejects.toMatchObject({
    code: 'LISTEN_SPEC',
  })
})

test('a user that does not exist, or root, is refused', async () => {
  for (const username of ['root', 'no-such-user-here']) {
    const starting = startDaemon(
      { listen: ['127.0.0.1:0'], username },
      { makeScanner: async () => fixedScanner(), log: noting() },
    )
    await expect(starting).rejects.toThrow('cannot run as nonexistent user or root with -u option')
  }
})

describe.runIf(process.geteuid?.() === 0)('started as root', () => {
  /** Drops privileges in a process of its own and tells who it is then. */
  const dropped = (options: object): string => {
    const script = `
      const { dropPrivileges } = await import(${JSON.stringify(path.join(import.meta.dirname, 'privileges.ts'))})
      const log = { info() {}, error() {}, warn: (line) => console.log(line) }
      dropPrivileges(${JSON.stringify(options)}, log)
      console.log(process.getuid(), process.geteuid(), process.getgid(), process.getgroups().includes(0))`
    return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', stdio: 'pipe' })
  }

  const readable = path.join(folder, 'readable')
  writeFileSync(readable, '')
  chmodSync(folder, 0o755)

  test('becomes nobody where that user can read what is needed', () => {
    expect(dropped({ mustStayReadable: [readable, path.join(folder, 'not there')] })).toMatch(
      /^65534 65534 65534 false\n$/,
    )
  })

  test('looks into folders', () => {
    const inner = path.join(folder, 'outer', 'inner')
    mkdirSync(inner, { recursive: true })
    writeFileSync(path.join(inner, 'rules.cf'), '', { mode: 0o600 })
    expect(dropped({ mustStayReadable: [path.join(folder, 'outer')] })).toMatch(
      /nobody cannot read .*inner\/rules\.cf;/,
    )
    chmodSync(inner, 0o700)
    expect(dropped({ mustStayReadable: [path.join(folder, 'outer')] })).toMatch(/nobody cannot read .*inner;/)
  })

  test('stays root where not, and says what to do', () => {
    expect(dropped({ mustStayReadable: [readable, hidden] })).toMatch(
      /^still running as root: nobody cannot read .*hidden; make it readable for all .* with -u\n0 0 0 true\n$/,
    )
  })

  test('becomes the user of -u and the group of -g', () => {
    expect(dropped({ username: 'daemon', groupname: 'mail' })).toMatch(/^(\d+) \1 8 false\n$/)
    expect(() => dropped({ username: 'daemon', mustStayReadable: [hidden] })).toThrow(/user daemon cannot read/)
  })
})
