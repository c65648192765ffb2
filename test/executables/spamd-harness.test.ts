import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { endAll, freePort, ourProgram, pause, readPid, run, startSpamd } from './run-program.ts'
import { smallSite } from './small-site.ts'

// Our spamd under what init systems and SpamAssassin's own test suite do with it.

const SPAMC = '/usr/bin/spamc'
const haveSpamc = existsSync(SPAMC)
const SPAMD = ourProgram('spamd')
const site = smallSite('harness')
afterAll(() => site.remove())
const { folder } = site
afterEach(endAll)
const inFolder = (name: string): string => path.join(folder, name)

const CONFIG = ['-C', 'localrules', '--siteconfigpath', 'siterules']
const HARNESS = ['-D', '-x', ...CONFIG, '-L', '-p', '{port}', '-s', 'stamped.log', '-s', 'stderr', '-r', 'spamd.pid']

const spamc = (port: number, args: readonly string[], message = 'spam.eml') =>
  run(SPAMC, ['-F', '/dev/null', '-d', '127.0.0.1', '-p', String(port), ...args], {
    cwd: folder,
    input: readFileSync(inFolder(message)),
  })

describe.skipIf(!haveSpamc)('spamd as test harnesses start it', () => {
  test('relative paths, debug output, PID file, scans, reload, stop', { timeout: 180_000 }, async () => {
    const spamd = await startSpamd(SPAMD, HARNESS, folder)
    // The process that was started is the one in the file, and the log says so.
    expect(spamd.errors()).toMatch(new RegExp(`info: spamd: server pid: ${spamd.pid}\n`))
    expect(spamd.errors()).not.toMatch(/ERROR/)
    for (const line of spamd.errors().trimEnd().split('\n')) {
      expect(line).toMatch(/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.\d{3} \[\d+\] (dbg|info|warn): [\w-]+: /)
    }
    const { status, stdout } = await spamc(spamd.port, ['-E'])
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^X-Spam-Status: Yes, score=8\.8 required=5\.0 tests=CASINO,NO_TO,PILL_URI,RICH,\n\s*TEST_SUBJECT/m,
    )
    expect(stdout).toMatch(/^X-Spam-Flag: YES$/m)
    await pause(100)
    expect(spamd.errors()).toMatch(/info: spamd: processing message <spam@example\.net> for \S+:\d+\n/)
    expect(spamd.errors()).toMatch(/dbg: rules: ran body rule CASINO ======> got hit: "CASINO"\n/)
    expect(spamd.errors()).toMatch(
      /info: spamd: identified spam \(8\.8\/5\.0\) for \S+:\d+ in \d+\.\d seconds, \d+ bytes\.\n/,
    )
    expect(spamd.errors()).toMatch(/info: spamd: result: Y {2}8 - CASINO,NO_TO,PILL_URI,RICH,TEST_SUBJECT scantime=/)
    expect(spamd.errors()).toMatch(/info: prefork: child states: I+\n/)

    // A reload with a new rule: answers all the while, the file written anew, the process the same.
    const before = statSync(inFolder('spamd.pid')).mtimeMs
    writeFileSync(inFolder('localrules/20_more.cf'), 'body LUNCH /lunch/\nscore LUNCH 7\n')
    spamd.signal('SIGHUP')
    while (statSync(inFolder('spamd.pid'), { throwIfNoEntry: false })?.mtimeMs === before) {
      expect((await spamc(spamd.port, ['-c'])).stdout).toBe('8.8/5.0\n')
    }
    expect(readPid(inFolder('spamd.pid'))).toBe(spamd.pid)
    expect((await spamc(spamd.port, ['-c'], 'ham.eml')).stdout).toBe('7.0/5.0\n')
    rmSync(inFolder('localrules/20_more.cf'))

    // The log target that was named last is the log; the one before it is not used.
    expect(existsSync(inFolder('stamped.log'))).toBe(false)
    expect(await spamd.stop()).toBe(0)
    expect(existsSync(inFolder('spamd.pid'))).toBe(false)
    // The port is free at once.
    const again = await startSpamd(
      SPAMD,
      HARNESS.map((arg) => (arg === '{port}' ? String(spamd.port) : arg)),
      folder,
    )
    expect((await spamc(spamd.port, ['-y'])).stdout).toContain('TEST_SUBJECT')
    await again.stop()
  })

  test('a log file with the year, beside standard error; last of several -p wins', { timeout: 120_000 }, async () => {
    const args = ['-x', ...CONFIG, '-L', '-p', '783', '--port', '{port}', '-s', 'spamd.log', '--pidfile', 'spamd.pid']
    const spamd = await startSpamd(SPAMD, args, folder)
    await spamc(spamd.port, [], 'ham.eml')
    await pause(100)
    const log = readFileSync(inFolder('spamd.log'), 'latin1')
    expect(log).toMatch(
      /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} \[\d+\] info: spamd: server started on /m,
    )
    expect(log).toMatch(/info: spamd: clean message \(0\.0\/5\.0\) for/)
    await spamd.stop()
  })

  test('-d: the parent ends when clients are served; SIGINT ends the daemon', { timeout: 120_000 }, async () => {
    const port = await freePort()
    const args = ['-d', '-x', ...CONFIG, '-L', '-p', String(port), '-s', 'daemon.log', '-r', 'daemon.pid']
    const parent = await run(SPAMD, args, { cwd: folder })
    expect({ ...parent, stderr: '' }).toEqual({ status: 0, stdout: '', stderr: '' })
    const pid = readPid(inFolder('daemon.pid'))
    expect(pid).toBeGreaterThan(1)
    expect((await spamc(port, ['-c'], 'ham.eml')).stdout).toBe('0.0/5.0\n')
    process.kill(pid, 'SIGINT')
    for (let i = 0; i < 100 && existsSync(inFolder('daemon.pid')); i++) await pause(100)
    expect(existsSync(inFolder('daemon.pid'))).toBe(false)
    expect(readFileSync(inFolder('daemon.log'), 'latin1')).toMatch(/server killed by SIGINT, shutting down/)
  })

  test('a daemon that cannot start says ERROR and fails', { timeout: 60_000 }, async () => {
    const args = ['-x', ...CONFIG, '-L', '-i', '192.0.2.1:1783', '-s', 'stderr']
    const { status, stderr } = await run(SPAMD, args, { cwd: folder })
    expect(status).not.toBe(0)
    expect(stderr).toMatch(/ERROR/)
    const daemon = await run(SPAMD, ['-d', ...args], { cwd: folder })
    expect(daemon.status).not.toBe(0)
    expect(daemon.stderr).toMatch(/ERROR/)
  })

  test('through a link, from another directory, with Unix socket and TCP at once', { timeout: 120_000 }, async () => {
    mkdirSync(inFolder('elsewhere'), { recursive: true })
    symlinkSync(SPAMD, inFolder('elsewhere/spamd'))
    const socket = inFolder('spamd.sock')
    const args = [...HARNESS, '-i', '127.0.0.1:{port}', `--socketpath=${socket}`, '--socketmode=0600']
    const spamd = await startSpamd('elsewhere/spamd', args, folder)
    expect(statSync(socket).mode & 0o777).toBe(0o600)
    const overUnix = await run(SPAMC, ['-F', '/dev/null', '-U', socket, '-c'], {
      cwd: folder,
      input: readFileSync(inFolder('spam.eml')),
    })
    expect(overUnix.stdout).toBe('8.8/5.0\n')
    expect((await spamc(spamd.port, ['-c'])).stdout).toBe('8.8/5.0\n')
    await spamd.stop()
    expect(existsSync(socket)).toBe(false)
  })

  test('-A: who is not allowed is cut off before a byte is read', { timeout: 120_000 }, async () => {
    const spamd = await startSpamd(SPAMD, [...HARNESS, '-A', '10.0.0.0/8'], folder)
    const { port } = spamd
    const got = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      let text = ''
      socket.on('data', (part) => (text += String(part)))
      socket.on('error', () => resolve(text)).on('close', () => resolve(text))
      socket.write('PING SPAMC/1.2\r\n')
    })
    expect(got).toBe('')
    await pause(100)
    expect(spamd.errors()).toMatch(
      /warn: spamd: unauthorized connection from \S+ \[127\.0\.0\.1\]:\d+ to port \d+, fd \d+\n/,
    )
    await spamd.stop()
  })

  test.skipIf(process.geteuid?.() !== 0)(
    'users: preferences by pattern and by database',
    { timeout: 180_000 },
    async () => {
      chmodSync(folder, 0o755)
      mkdirSync(inFolder('virtual/jo@example.com'), { recursive: true })
      writeFileSync(inFolder('virtual/jo@example.com/user_prefs'), 'required_score 1.5\nscore TEST_SUBJECT 20\n')
      const args = [...HARNESS, '-u', 'nobody', `--virtual-config-dir=${inFolder('virtual')}/%u`]
      const spamd = await startSpamd(SPAMD, args, folder)
      expect((await spamc(spamd.port, ['-c', '-u', 'jo@example.com'])).stdout).toBe('27.4/1.5\n')
      expect((await spamc(spamd.port, ['-c', '-u', 'ann@example.com'])).stdout).toBe('8.8/5.0\n')
      await pause(100)
      expect(spamd.errors()).toMatch(/using default config for jo@example\.com: .*virtual\/jo@example\.com\/user_prefs/)
      await spamd.stop()

      const { DatabaseSync } = await import('node:sqlite')
      const file = inFolder('prefs.sqlite')
      const database = new DatabaseSync(file)
      database.exec(`create table userpref (username varchar(100) not null, preference varchar(50) not null,
      value varchar(100) not null, prefid integer primary key autoincrement);
      insert into userpref (username, preference, value) values ('@GLOBAL', 'required_score', '4'),
      ('jo', 'required_score', '1.25'), ('ann', 'score CASINO', '10')`)
      database.close()
      chmodSync(file, 0o644)
      const sql = await startSpamd(
        SPAMD,
        [...HARNESS, '-q', '-u', 'nobody', `--cf=user_scores_dsn DBI:SQLite:${file}`],
        folder,
      )
      expect((await spamc(sql.port, ['-c', '-u', 'jo'])).stdout).toBe('8.8/1.2\n')
      expect((await spamc(sql.port, ['-c', '-u', 'ann'])).stdout).toBe('15.6/4.0\n')
      expect((await spamc(sql.port, ['-c', '-u', 'bob'])).stdout).toBe('8.8/4.0\n')
      await sql.stop()
    },
  )

  test('TLS, with and without a certificate of the client', { timeout: 180_000 }, async () => {
    const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    const made = ['-days', '2', '-nodes', '-newkey', 'rsa:2048']
    openssl('req', '-x509', ...made, '-keyout', 'key.pem', '-out', 'cert.pem', '-subj', '/CN=localhost')
    openssl('req', '-x509', ...made, '-keyout', 'other.key', '-out', 'other.pem', '-subj', '/CN=stranger')
    const keys = ['--server-key', 'key.pem', '--server-cert', 'cert.pem']
    const tls = await startSpamd(SPAMD, [...HARNESS, '--ssl', ...keys], folder)
    expect((await spamc(tls.port, ['-S', '-c'])).stdout).toBe('8.8/5.0\n')
    // In clear text there is no answer, and spamd is not troubled.
    expect((await spamc(tls.port, ['-c', '-t', '5'])).stdout).toBe('0/0\n')
    expect((await spamc(tls.port, ['-S', '-c'])).stdout).toBe('8.8/5.0\n')
    expect(tls.errors()).toMatch(/connection from .* to port \d+, fd \d+, TLSv1\.[23]\//)
    await tls.stop()
    const verified = await startSpamd(SPAMD, [...HARNESS, '--ssl-ca-file', 'cert.pem', ...keys], folder)
    const client = (cert: string, key: string) => ['-S', '-c', `--ssl-cert=${cert}`, `--ssl-key=${key}`]
    expect((await spamc(verified.port, client('cert.pem', 'key.pem'))).stdout).toBe('8.8/5.0\n')
    expect((await spamc(verified.port, client('other.pem', 'other.key'))).stdout).toBe('0/0\n')
    expect((await spamc(verified.port, ['-S', '-c'])).stdout).toBe('0/0\n')
    await verified.stop()
  })
})

test('what spamd says of itself', async () => {
  const { status, stdout } = await run(SPAMD, ['--version'], { cwd: folder })
  expect(status).toBe(0)
  expect(stdout).toMatch(
    /^SpamAssassin Server version 4\.0\.1\n {2}running on .*\n {2}with SSL support \(.*\n {2}with zlib support \(.*\n$/,
  )
  const bogus = await run(SPAMD, ['--bogus'], { cwd: folder })
  expect(bogus.status).toBe(64)
  expect(bogus.stderr).toMatch(/^Unknown option: bogus\nUsage:\n/)
  const alone = await run(SPAMD, ['--virtual-config-dir=/x'], { cwd: folder })
  expect(alone).toMatchObject({ status: 255, stderr: 'spamd: cannot use --virtual-config-dir without -u\n' })
})
