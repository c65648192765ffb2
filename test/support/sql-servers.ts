import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A database server that a test has started, reached through a socket in its own folder. */
export interface SqlServer {
  /** How SpamAssassin's configuration would name it. */
  readonly dsn: string
  readonly username: string
  execute(sql: string): void
  stop(): void
}

/** How a kind of server is started; `obstacle` says why it cannot be here. */
export interface SqlServerKind {
  readonly name: string
  readonly obstacle: string | undefined
  start(): Promise<SqlServer>
}

const root = process.geteuid?.() === 0
const START_MS = 60_000

function folderOf(name: string, owner: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `assay-${name}-`))
  chmodSync(folder, 0o755)
  mkdirSync(path.join(folder, 'data'))
  if (root) execFileSync('chown', ['-R', owner, folder])
  return folder
}

const as = (owner: string, program: string, args: readonly string[]): [string, string[]] =>
  root ? ['setpriv', ['--reuid', owner, '--regid', owner, '--clear-groups', program, ...args]] : [program, [...args]]

/** Starts a server in the foreground, and waits until a question to it works. */
async function started(command: [string, string[]], folder: string, works: () => boolean): Promise<() => void> {
  const child = spawn(command[0], command[1], { stdio: 'ignore', cwd: folder })
  const deadline = Date.now() + START_MS
  while (!works()) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`${command.flat().join(' ')} does not start`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return () => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

const postgresPrograms = globSync('/usr/lib/postgresql/*/bin').sort().at(-1)

const postgres: SqlServerKind = {
  name: 'PostgreSQL',
  obstacle: postgresPrograms === undefined ? 'Debian package postgresql is not installed' : undefined,
  start: async () => {
    const program = (name: string): string => path.join(postgresPrograms ?? '', name)
    const folder = folderOf('postgres', 'postgres')
    const data = path.join(folder, 'data')
    execFileSync(
      ...as('postgres', program('initdb'), ['-D', data, '-U', 'assay', '-A', 'trust', '-E', 'UTF8', '--no-sync']),
      {
        stdio: 'pipe',
        cwd: folder,
      },
    )
    const psql = (sql: string) =>
      spawnSync(program('psql'), ['-h', folder, '-U', 'assay', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-c', sql], {
        encoding: 'utf8',
      })
    const command = as('postgres', program('postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-F'])
    const stop = await started(command, folder, () => psql('select 1').status === 0)
    return {
      dsn: `DBI:Pg:dbname=postgres;host=${folder}`,
      username: 'assay',
      execute: (sql) => {
        const { status, stderr } = psql(sql)
        if (status !== 0) throw new Error(stderr)
      },
      stop,
    }
  },
}

const mariadb: SqlServerKind = {
  name: 'MariaDB',
  obstacle: existsSync('/usr/sbin/mariadbd') ? undefined : 'Debian package mariadb-server is not installed',
  start: async () => {
    const owner = 'mysql'
    const folder = folderOf('mariadb', owner)
    const data = path.join(folder, 'data')
    const socket = path.join(folder, 'socket')
    const user = root ? [`--user=${owner}`] : []
    execFileSync(
      'mariadb-install-db',
      ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', ...user],
      {
        stdio: 'pipe',
      },
    )
    const client = (sql: string) =>
      spawnSync('mariadb', ['--no-defaults', '-u', 'root', '-S', socket, '-e', sql, 'test'], { encoding: 'utf8' })
    const options = [
      `--datadir=${data}`,
      `--socket=${socket}`,
      `--pid-file=${folder}/pid`,
      '--skip-networking',
      ...user,
    ]
    const stop = await started(
      ['/usr/sbin/mariadbd', ['--no-defaults', ...options]],
      folder,
      () => client('select 1').status === 0,
    )
    return {
      dsn: `DBI:mysql:test;mysql_socket=${socket}`,
      username: 'root',
      execute: (sql) => {
        const { status, stderr } = client(sql)
        if (status !== 0) throw new Error(stderr)
      },
      stop,
    }
  },
}

/** The kinds of servers that preferences may be in. */
export const SQL_SERVERS: readonly SqlServerKind[] = [postgres, mariadb]
