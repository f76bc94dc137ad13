// Hocuspocus as its documentation starts it: one server, the SQLite extension, default debounce. PORT and DATA are
// taken from the environment.
import path from 'node:path'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

const server = new Server({
  address: '127.0.0.1',
  port: Number(process.env.PORT),
  quiet: true,
  extensions: [new SQLite({ database: path.join(process.env.DATA, 'documents.db') })]
})
await server.listen()
