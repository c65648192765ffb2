import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Listener, listen, listenError } from './listen.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'assay-listen-'))
const open: Listener[] = []
afterAll(async () => {
  for (const listener of open) await listener.close()
  rmSync(folder, { recursive: true })
})

async function opened(...args: Parameters<typeof listen>): Promise<Listener> {
  const listener = await listen(...args)
  open.push(listener)
  return listener
}

test('TCP: a client that comes before anyone takes connections waits', async () => {
  const listener = await opened({ type: 'tcp', host: '127.0.0.1', port: 0 })
  if (listener.address.type !== 'tcp') throw new Error('no TCP')
  const client = connect(listener.address.port, '127.0.0.1')
  await new Promise((resolve) => client.once('connect', resolve))
  const taken = await new Promise<string>((resolve) => {
    setTimeout(
      () => listener.onConnection((socket) => resolve(`${socket.remoteAddress} paused: ${socket.isPaused()}`)),
      50,
    )
  })
  expect(taken).toBe('127.0.0.1 paused: true')
  client.destroy()
})

test('an address in use is said so, with the way out', async () => {
  const { address } = await opened({ type: 'tcp', host: '127.0.0.1', port: 0 })
  await expect(listen(address)).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: expect.stringMatching(/^cannot listen on 127\.0\.0\.1:\d+: already in use; .* --port N$/),
  })
})

test('a port that only root may bind is said so, with the way out', () => {
  const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES' })
  expect(listenError(error, { type: 'tcp', host: '127.0.0.1', port: 783 }).message).toBe(
    'cannot listen on 127.0.0.1:783: permission denied; choose another port with --port N or start as root',
  )
})

test('Unix: mode as asked, removed at the end', async () => {
  const file = path.join(folder, 'a.sock')
  const listener = await listen({ type: 'unix', path: file }, { mode: 0o600 })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await listener.close()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined()
  await opened({ type: 'unix', path: file })
  expect(statSync(file).mode & 0o777).toBe(0o666)
})

test('Unix: a socket that someone listens at stays, a left over one goes', async () => {
  const file = path.join(folder, 'b.sock')
  await opened({ type: 'unix', path: file })
  await expect(listen({ type: 'unix', path: file })).rejects.toMatchObject({ code: 'EADDRINUSE' })

  const stale = path.join(folder, 'c.sock')
  // A socket file whose process is gone: the name is bound again elsewhere before the server closes.
  const server = createServer().listen(stale)
  await new Promise((resolve) => server.once('listening', resolve))
  const kept = path.join(folder, 'd.sock')
  const { renameSync } = await import('node:fs')
  renameSync(stale, kept)
  await new Promise((resolve) => server.close(resolve))
  expect(statSync(kept).isSocket()).toBe(true)
  await opened({ type: 'unix', path: kept })
})

test.each([
  ['a file that is no socket', path.join(folder, 'file'), 'EEXIST'],
  ['a folder that is not there', path.join(folder, 'none', 'x.sock'), 'ENOENT'],
  ['a path that is too long', path.join(folder, 'x'.repeat(120)), 'ENAMETOOLONG'],
  ['a relative path', 'x.sock', 'EINVAL'],
])('Unix: %s is refused', async (_what, file, code) => {
  if (code === 'EEXIST') writeFileSync(file, '')
  await expect(listen({ type: 'unix', path: file })).rejects.toMatchObject({ name: 'Error', code })
})

test('an owner that does not exist is refused', async () => {
  const address = { type: 'unix', path: path.join(folder, 'e.sock') } as const
  await expect(listen(address, { owner: 'no-such-user-here' })).rejects.toThrow('--socketowner: there is no user')
})
