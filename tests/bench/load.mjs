#!/usr/bin/env node
// Load generator for Gwead, y-websocket and Hocuspocus servers (README.md). One JSON line per scenario on stdout.
import fs from 'node:fs'
import os from 'node:os'
import net from 'node:net'
import path from 'node:path'
import v8 from 'node:v8'
import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import * as Y from 'yjs'
import * as enc from 'lib0/encoding'
import { WsConn, frame, stats } from './wsclient.mjs'
import { buildDoc, editStream } from './docgen.mjs'

const S = (d) => ({ type: 'string', default: d })
const USAGE = 'usage: node load.mjs --url ws://127.0.0.1:PORT/PATH --protocol y-websocket|hocuspocus --scenario fanout|saturate|join|memory|durability [options]; see README.md'
const readArgs = c => { try { return parseArgs(c) } catch (e) { console.error(e.message + '\n' + USAGE); process.exit(2) } }
const { values: o } = readArgs({
  options: {
    url: S(''), protocol: S('y-websocket'), scenario: S('fanout'), label: S(''), cookie: S(''), header: { type: 'string', multiple: true, default: [] },
    token: S('bench'), room: S(''), clients: S('12'), writers: S('0'), rate: S('5'), seconds: S('5'), warmup: S('0.7'), rooms: S('1'),
    doc: S('small'), 'server-pid': S(''), spawn: S(''), cwd: S(''), repeat: S('10'), 'restart-wait': S('15'), p99: S('100'), 'max-inflight-ms': S('60'),
    'awareness-rate': S('0'), slow: S('0'), 'join-clients': S('50'), 'join-repeat': S('5'), deflate: { type: 'boolean', default: false },
    'hard-timeout': S('120'), settle: S('3'), 'skip-seed': { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
    'connect-batch': S('50'), schema: S(''), seats: S(''), 'open-loop': { type: 'boolean', default: false }, debug: { type: 'boolean', default: false }
  },
  allowPositionals: false
})
if (o.help) { console.log(USAGE); process.exit(0) }
if (!/^wss?:\/\//.test(o.url)) { console.error('--url is missing or is not ws:// or wss://\n' + USAGE); process.exit(2) }
if (!['y-websocket', 'hocuspocus'].includes(o.protocol)) { console.error('unknown --protocol\n' + USAGE); process.exit(2) }
const N = k => { const v = Number(o[k]); if (!Number.isFinite(v) || v < 0) { console.error(`--${k} must be a number`); process.exit(2) } return v }
const hocus = o.protocol === 'hocuspocus'
const runId = Date.now().toString(36) + Math.floor(Math.random() * 1296).toString(36)
const children = new Set()
const die = (code, msg) => { if (msg) console.error(msg); for (const c of children) { try { process.kill(-c.pid, 'SIGKILL') } catch {} } process.exit(code) }
process.on('SIGINT', () => die(130)); process.on('SIGTERM', () => die(143))
process.on('unhandledRejection', e => die(1, 'error: ' + (e?.stack || e)))
setTimeout(() => die(3, `hard timeout after ${o['hard-timeout']} s`), N('hard-timeout') * 1000).unref()
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
const now = () => performance.now()
const median = a => { const s = [...a].sort((x, y) => x - y); return s.length ? s[s.length >> 1] : null }
const pct = (a, q) => { if (!a.length) return null; const s = [...a].sort((x, y) => x - y); return s[Math.min(s.length - 1, Math.ceil(q * s.length) - 1)] }
const r2 = x => x == null ? null : Math.round(x * 100) / 100

// ---------------------------------------------------------------- protocol
const headers = {}
if (o.cookie) headers.Cookie = o.cookie
for (const h of o.header) { const i = h.indexOf(':'); headers[h.slice(0, i).trim()] = h.slice(i + 1).trim() }

/**
 * Gwead's rooms: `{"rooms": [{"url": ..., "cookies": [...]}]}`. The k-th participant of a room has a sign-in of their
 * own, so that each client id belongs to one person; the last seat is for the one who brings the document.
 */
const seats = o.seats ? JSON.parse(fs.readFileSync(o.seats, 'utf8')) : null
const roomIndex = room => { const i = room.lastIndexOf('-'); return (i < 0 ? 0 : Number(room.slice(i + 1)) - 1) }
const seatOf = (room, k) => { const r = seats.rooms[roomIndex(room) % seats.rooms.length]; return { url: r.url, origin: new URL(r.url.replace('ws', 'http')).origin, cookie: r.cookies.at(k % r.cookies.length) } }
let nextSeat = 0

function roomUrl (room) {
  if (seats) return seatOf(room, 0).url
  if (o.url.includes('{room}')) return o.url.replace('{room}', encodeURIComponent(room))
  if (hocus) return o.url
  const u = new URL(o.url); u.pathname = u.pathname.replace(/\/$/, '') + '/' + room
  return u.href
}
const wrap = (room, body) => {
  if (!hocus) return body
  const e = enc.createEncoder(); enc.writeVarString(e, room); enc.writeUint8Array(e, body); return enc.toUint8Array(e)
}
const msgSync = (sub, payload) => { const e = enc.createEncoder(); enc.writeVarUint(e, 0); enc.writeVarUint(e, sub); enc.writeVarUint8Array(e, payload); return enc.toUint8Array(e) }
const msgUpdate = u => msgSync(2, u)
const EMPTY_SV = Y.encodeStateVector(new Y.Doc())
const EMPTY_UPDATE = new Uint8Array([0, 0])
function msgAwareness (clientID, clock, state) {
  const a = enc.createEncoder(); enc.writeVarUint(a, 1); enc.writeVarUint(a, clientID); enc.writeVarUint(a, clock); enc.writeVarString(a, JSON.stringify(state))
  const e = enc.createEncoder(); enc.writeVarUint(e, 1); enc.writeVarUint8Array(e, enc.toUint8Array(a)); return enc.toUint8Array(e)
}
function varuint (b, p) { let v = 0; let m = 1; let x; do { x = b[p.i++]; v += (x & 127) * m; m *= 128 } while (x >= 128); return v }

/** One participant. `onUpdate(conn, buf, start, end, full)` gets raw update bytes, undecoded. */
class Participant {
  constructor (room, h = {}, k = nextSeat++) {
    this.room = room; this.h = h; this.synced = false; this.P = { i: 0 }; this.awarenessIn = 0; this.updatesIn = 0; this.rejected = false
    this.ws = new WsConn({ url: roomUrl(room), headers: seats ? { Origin: seatOf(room, k).origin, Cookie: seatOf(room, k).cookie } : headers, deflate: o.deflate, timeoutMs: 20000, onMessage: (_, b, s, e) => this._msg(b, s, e), onClose: c => h.onClose?.(this, c) })
  }

  async connect () {
    await this.ws.connect()
    if (hocus) {
      const e = enc.createEncoder(); enc.writeVarUint(e, 2); enc.writeVarUint(e, 0); enc.writeVarString(e, o.token); enc.writeVarString(e, '4.0.0')
      this.ws.send(wrap(this.room, enc.toUint8Array(e)))
    }
    this.ws.send(wrap(this.room, msgSync(0, EMPTY_SV)))
    return this
  }

  _msg (b, s, e) {
    const P = this.P; P.i = s
    if (hocus) { const n = varuint(b, P); P.i += n }
    const t = b[P.i++]
    if (t === 0 || (hocus && t === 4)) {
      const sub = b[P.i++]; const n = varuint(b, P)
      if (sub === 2) { this.updatesIn++; this.h.onUpdate?.(this, b, P.i, P.i + n, false) } else if (sub === 1) { this.synced = true; this._res?.(); this.h.onUpdate?.(this, b, P.i, P.i + n, true) } else if (sub === 0 && !this.answered) { this.answered = true; this.ws.send(wrap(this.room, msgSync(1, EMPTY_UPDATE))) }
    } else if (t === 1) { this.awarenessIn++; this.h.onAwareness?.(this, b, P.i, e) } else if (hocus && t === 2) { const a = b[P.i]; if (a === 1) { this.rejected = true } }
  }

  waitSync (ms = 20000) {
    if (this.synced) return Promise.resolve(this)
    return new Promise((resolve, reject) => {
      const t = setTimeout(() => reject(new Error(`no sync step 2 in ${ms} ms from room ${this.room}` + (this.rejected ? ' (authentication refused)' : '') + (this.ws.closed ? ` (closed ${this.ws.closeCode})` : ''))), ms)
      this._res = () => { clearTimeout(t); resolve(this) }
    })
  }
}
async function joinAll (list, batch = N('connect-batch')) {
  for (let i = 0; i < list.length; i += batch) { const part = list.slice(i, i + batch); await Promise.all(part.map(p => p.connect())); await Promise.all(part.map(p => p.waitSync())) }
}

// ---------------------------------------------------------------- measuring the server process
const TICK = 100
function tree (pid) {
  const out = [pid]
  try { for (const t of fs.readdirSync(`/proc/${pid}/task`)) for (const c of fs.readFileSync(`/proc/${pid}/task/${t}/children`, 'utf8').trim().split(' ').filter(Boolean)) out.push(...tree(Number(c))) } catch {}
  return out
}
function sample (pid) {
  if (!pid) return null
  let cpu = 0; let rss = 0; let alive = false
  for (const p of tree(pid)) {
    try {
      let ns = 0 // schedstat counts nanoseconds, stat only hundredths of a second
      try { for (const t of fs.readdirSync(`/proc/${p}/task`)) ns += Number(fs.readFileSync(`/proc/${p}/task/${t}/schedstat`, 'utf8').split(' ')[0]) } catch { ns = 0 }
      if (ns) cpu += ns / 1e9
      else { const st = fs.readFileSync(`/proc/${p}/stat`, 'utf8'); const f = st.slice(st.lastIndexOf(')') + 2).split(' '); cpu += (Number(f[11]) + Number(f[12])) / TICK }
      alive = true
      rss += Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${p}/status`, 'utf8'))?.[1] || 0) / 1024
    } catch {}
  }
  const c = process.cpuUsage(); return alive ? { cpu, rss, t: now(), all: machine(), gen: (c.user + c.system) / 1e6 } : null
}
/** CPU seconds spent by everything on the machine (user+nice+system+irq+steal) */
function machine () { try { const f = fs.readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number); return (f[0] + f[1] + f[2] + f[5] + f[6] + f[7]) / TICK } catch { return 0 } }
const server = { pid: Number(o['server-pid']) || 0 }
function usage (a, b, deliveries) { // other_cpu_pct: what processes other than the server and this one used; a run with much of it is not to be trusted
  if (!a || !b) return {}
  const s = (b.t - a.t) / 1000; const cpu = b.cpu - a.cpu
  return { server_cpu_pct: r2(cpu / s * 100), server_rss_mb: r2(b.rss), ...(deliveries ? { server_us_per_delivery: r2(cpu * 1e6 / deliveries) } : {}), other_cpu_pct: r2(Math.max(0, b.all - a.all - cpu - (b.gen - a.gen)) / s * 100) }
}
function genUsage (c0, t0) { const c = process.cpuUsage(c0); return r2((c.user + c.system) / 1e4 / ((now() - t0) / 1000)) }

// ---------------------------------------------------------------- spawning a server (durability, or --spawn with any scenario)
async function startServer () {
  const c = spawn('/bin/sh', ['-c', 'exec ' + o.spawn], { cwd: o.cwd || undefined, detached: true, stdio: ['ignore', 'ignore', o.debug ? 'inherit' : 'ignore'] })
  children.add(c); c.exited = new Promise(resolve => c.on('exit', () => { children.delete(c); c.gone = true; resolve() }))
  const u = new URL(o.url.replace('{room}', 'x')); const end = now() + N('restart-wait') * 1000
  for (;;) {
    if (c.gone) throw new Error('the server command ended at once: ' + o.spawn)
    const ok = await new Promise(resolve => { const s = net.connect(Number(u.port || 80), u.hostname); s.on('connect', () => { s.destroy(); resolve(true) }); s.on('error', () => resolve(false)) })
    if (ok) break
    if (now() > end) throw new Error('the server did not open its port')
    await sleep(50)
  }
  server.pid = c.pid
  return c
}
async function killServer (c, sig = 'SIGKILL') { try { process.kill(-c.pid, sig) } catch {} await Promise.race([c.exited, sleep(8000)]); if (!c.gone) { try { process.kill(-c.pid, 'SIGKILL') } catch {} await c.exited } }

// ---------------------------------------------------------------- documents and edits
const SIZES = { none: null, small: { events: 300, people: 40 }, large: { events: 5000, people: 400 } }
if (!(o.doc in SIZES)) { console.error('--doc must be one of ' + Object.keys(SIZES)); process.exit(2) }
if (!o.schema) { console.error('--schema FILE (what `python -m server schema` prints) is missing'); process.exit(2) }
const schema = JSON.parse(fs.readFileSync(o.schema, 'utf8'))
const base = (() => { const z = SIZES[o.doc] || { events: 40, people: 12 }; return { ...z, ...buildDoc({ schema, ...z }), seeded: !!SIZES[o.doc] } })()

/** Pre-built, pre-masked frames of one writer; `which(clockFrom, clockTo)` gives the edits a clock range completes. */
function makeWriter (i, count, room0) {
  const clientID = 2000000000 + i * 7919
  const s = streamFromCache(i, clientID, count)
  return { i, clientID, ends: s.ends, updates: s.updates, frames: hocus ? null : s.updates.map(u => frame(msgUpdate(u))), count: s.updates.length }
}
/** Making edits with Yjs is slow next to sending them: the streams are kept in a temporary folder (delete it freely). */
function streamFromCache (i, clientID, count) {
  const make = () => editStream(base, { writer: i, clientID, count: Math.max(count, 500), seed: 100 + i })
  const dir = path.join(os.tmpdir(), 'gwead-load-' + (process.getuid?.() ?? 0)); const key = crc(base.state)
  const size = count <= 500 ? 500 : 2 ** Math.ceil(Math.log2(count))
  const file = path.join(dir, `${o.doc}-${key}-${i}-${size}.bin`)
  let s
  try { s = v8.deserialize(fs.readFileSync(file)) } catch {
    count = size; s = make()
    try { fs.mkdirSync(dir, { recursive: true }); fs.writeFileSync(file + process.pid, v8.serialize(s)); fs.renameSync(file + process.pid, file) } catch {}
  }
  return s
}
function crc (b) { let h = 2166136261; for (let i = 0; i < b.length; i++) h = Math.imul(h ^ b[i], 16777619); return (h >>> 0).toString(16) }
class Streams {
  constructor (k, count) { this.w = Array.from({ length: k }, (_, i) => makeWriter(i, count)); this.byId = new Map(this.w.map(w => [w.clientID, w])); this.cache = new Map() }
  frame (room, i, seq) { const w = this.w[i]; return w.frames ? w.frames[seq] : frame(wrap(room, msgUpdate(w.updates[seq]))) }
  /** raw update bytes -> [writer, firstSeq, lastSeq+1, ...]; the same bytes arrive at every receiver, so the answer is kept */
  edits (b, s, e) {
    const key = e - s <= 2048 ? b.latin1Slice(s, e) : null
    let v = key === null ? undefined : this.cache.get(key)
    if (v !== undefined) return v
    v = []
    const m = Y.parseUpdateMeta(new Uint8Array(b.buffer, b.byteOffset + s, e - s))
    for (const [client, to] of m.to) {
      const w = this.byId.get(client); if (!w) continue
      const from = m.from.get(client)
      let lo = lower(w.ends, from + 1); const hi = lower(w.ends, to + 1) // edits whose last clock lies in (from, to]
      if (lo < hi) v.push(w.i, lo, hi)
    }
    if (key !== null) { if (this.cache.size > 50000) this.cache.clear(); this.cache.set(key, v) }
    return v
  }
}
function lower (a, x) { let lo = 0; let hi = a.length; while (lo < hi) { const m = (lo + hi) >> 1; if (a[m] < x) lo = m + 1; else hi = m } return lo }

class Hist { // 20 us buckets up to 2 s
  constructor () { this.b = new Uint32Array(100001); this.n = 0; this.max = 0; this.sum = 0 }
  add (ms) { const i = ms * 50 | 0; this.b[i < 100000 ? i : 100000]++; this.n++; this.sum += ms; if (ms > this.max) this.max = ms }
  q (p) { if (!this.n) return null; let c = Math.ceil(this.n * p); for (let i = 0; i < this.b.length; i++) { c -= this.b[i]; if (c <= 0) return i === 100000 ? this.max : (i + 1) / 50 } return this.max }
  clear () { this.b.fill(0); this.n = 0; this.max = 0; this.sum = 0 }
  out () { return { p50_ms: r2(this.q(0.5)), p95_ms: r2(this.q(0.95)), p99_ms: r2(this.q(0.99)), max_ms: r2(this.max) } }
}

const SEEDER = -1 // the last seat, which nobody writes from

async function seedRoom (room, { check = true } = {}) {
  if (!base.seeded || o['skip-seed']) return
  const p = new Participant(room, {}, SEEDER); await p.connect(); await p.waitSync()
  for (const part of base.parts) { p.ws.send(wrap(room, msgUpdate(part))); while (p.ws.sock.writableLength > 1 << 18) await sleep(2) }
  if (check) { // the server has it all when a newcomer is given it all; asked on the same connection
    const end = now() + 30000
    for (;;) {
      const ok = await new Promise(resolve => {
        const t = setTimeout(() => resolve(false), 30000)
        p.h.onUpdate = (_, b, s, e, full) => { if (full) { clearTimeout(t); resolve(covers(b, s, e)) } }
        p.ws.send(wrap(room, msgSync(0, EMPTY_SV)))
      })
      if (ok) break
      if (now() > end) throw new Error('the server never returned the seeded document')
      await sleep(100)
    }
  }
  return p
}
let coverCache = new Map()
function covers (b, s, e) {
  const n = e - s; if (n < base.state.length * 0.5) return false
  const key = n + ':' + b.latin1Slice(s, s + 64) + b.latin1Slice(e - 64, e)
  let v = coverCache.get(key); if (v !== undefined) return v
  const m = Y.parseUpdateMeta(new Uint8Array(b.buffer.slice(b.byteOffset + s, b.byteOffset + e)))
  v = true; for (const [c, k] of base.sv) if ((m.to.get(c) || 0) < k) v = false
  if (coverCache.size > 200) coverCache = new Map()
  coverCache.set(key, v); return v
}

/** Rooms of participants, with a send-time table per room and a latency histogram over all receivers. */
class Meeting {
  constructor (streams, roomNames, perRoom) {
    this.s = streams; this.names = roomNames; this.n = perRoom; this.hist = new Hist(); this.on = false; this.delivered = 0; this.measured = 0; this.sent = 0; this.echo = 0; this.lost = 0
    this.rooms = roomNames.map((name, ri) => {
      const R = { name, ri, sentAt: streams.w.map(w => new Float64Array(w.count)), next: streams.w.map(() => 0), parts: [] }
      for (let k = 0; k < perRoom; k++) {
        const p = new Participant(name, { onUpdate: (p, b, s, e, full) => { if (!full) this._got(R, k, b, s, e) }, onClose: () => { if (!this.done) this.lost++ } }, k)
        R.parts.push(p)
      }
      return R
    })
  }

  async open () { await joinAll(this.rooms.flatMap(r => r.parts)) }
  _got (R, k, b, s, e) {
    const t = now(); const v = this.s.edits(b, s, e)
    for (let x = 0; x < v.length; x += 3) {
      const w = v[x]
      if (w === k) { this.echo++; continue }
      for (let q = v[x + 1]; q < v[x + 2]; q++) {
        const at = R.sentAt[w][q]
        if (at === 0) continue
        this.delivered++
        if (this.on && at >= this.from) { this.measured++; this.hist.add(t - at) }
        if (this.adapt) this.adapt.add(t - at)
      }
    }
  }

  send (ri, w) {
    const R = this.rooms[ri]; const q = R.next[w]
    if (q >= this.s.w[w].count) return false
    R.next[w] = q + 1; const f = this.s.frame(R.name, w, q)
    R.sentAt[w][q] = now(); R.parts[w].ws.sendFrame(f); this.sent++
    return true
  }

  expected () { return this.sent * (this.n - 1) }
  async drain (ms) { const end = now() + ms; while (this.delivered < this.expected() && now() < end) await sleep(5) }
  close () { this.done = true; for (const r of this.rooms) for (const p of r.parts) p.ws.close() }
}
const roomName = (k = 0) => (o.room || 'b' + runId) + (k ? '-' + k : '')

// ---------------------------------------------------------------- scenarios
async function fanout () {
  const n = N('clients'); const k = Math.min(n, N('writers') || Math.min(n, 8)); const secs = N('seconds'); const rate = N('rate'); const aRate = N('awareness-rate'); const slow = Math.min(N('slow'), n - k - 1)
  const s = new Streams(k, Math.ceil(rate * (secs + N('warmup') + 1)) + 5)
  const seed = await seedRoom(roomName()); const m = new Meeting(s, [roomName()], n); await m.open(); seed?.ws.close()
  const R = m.rooms[0]
  for (let i = 0; i < slow; i++) R.parts[n - 1 - i].ws.pause()
  const rss0 = sample(server.pid)?.rss
  let a0; let g0; let t0; let sendLag = 0; let aSent = 0; let a00 = 0; let end
  const start = now(); const begin = start + N('warmup') * 1000; const stop = begin + secs * 1000
  const due = Array.from({ length: k }, (_, i) => start + (i + Math.random()) * 1000 / rate / k)
  const aDue = aRate ? Array.from({ length: n }, (_, i) => start + i * 1000 / aRate / n) : []; const aClock = aDue.map(() => 1)
  const aHist = new Hist(); const aAt = new Map()
  if (aRate) for (const p of R.parts) p.h.onAwareness = (_, b, st, e) => { if (!m.on) return; const x = b.indexOf('"t":', st); if (x > 0 && x < e) { const at = parseFloat(b.latin1Slice(x + 4, x + 20)); if (at >= m.from - start) aHist.add(now() - start - at) } }
  while (now() < stop) {
    const t = now()
    if (!m.on && t >= begin) { m.on = true; m.from = t; a0 = sample(server.pid); g0 = process.cpuUsage(); t0 = t; stats.bytesIn = 0; stats.framesIn = 0; a00 = R.parts.reduce((x, p) => x + p.awarenessIn, 0); aSent = 0 }
    for (let i = 0; i < k; i++) if (due[i] <= t) { sendLag = Math.max(sendLag, t - due[i]); m.send(0, i); due[i] += 1000 / rate }
    for (let i = 0; i < aDue.length; i++) if (aDue[i] <= t) { aDue[i] += 1000 / aRate; const c = aClock[i]++; aSent++; R.parts[i].ws.send(wrap(R.name, msgAwareness(2000000000 + i * 7919, c, { user: { name: 'U' + i, color: '#1188aa' }, cursor: { t: Math.round((now() - start) * 1000) / 1000, x: c % 997, y: i } }))) }
    await sleep(1)
  }
  const a1 = sample(server.pid); end = now(); const gen = genUsage(g0, t0); const bytes = stats.bytesIn; const frames = stats.framesIn
  await m.drain(slow ? 300 : 3000)
  const exp = m.expected(); const awIn = R.parts.reduce((x, p) => x + p.awarenessIn, 0) - a00
  m.close()
  const secsReal = (end - t0) / 1000
  return { clients: n, writers: k, rate, deliveries: m.measured, deliveries_per_s: r2(m.measured / secsReal), ...m.hist.out(), lost: exp - m.delivered, closed: m.lost, frames_per_s: r2(frames / secsReal), kb_per_s: r2(bytes / 1024 / secsReal), ...usage(a0, a1, m.measured), rss_growth_mb: a1 && rss0 ? r2(a1.rss - rss0) : undefined, gen_cpu_pct: gen, send_lag_ms: r2(sendLag), echo: m.echo > 0, ...(aRate ? { awareness_in_per_s: r2(awIn / secsReal), awareness_sent_per_s: r2(aSent / secsReal), awareness_p50_ms: r2(aHist.q(0.5)), awareness_p99_ms: r2(aHist.q(0.99)) } : {}), ...(slow ? { slow } : {}), deflate: R.parts[0].ws.deflate }
}

async function saturate () {
  const per = N('clients'); const rooms = N('rooms'); const secs = N('seconds'); const limit = N('p99'); const target = N('max-inflight-ms')
  const k = Math.min(per, N('writers') || per)
  const perWriter = rooms === 1 ? 16384 : Math.ceil(Math.max(1024, Math.min(16384, 65536 / Math.sqrt(rooms) / k * 2)))
  const s = new Streams(k, perWriter)
  const names = Array.from({ length: rooms }, (_, i) => roomName(i + 1))
  const seeds = []; for (let i = 0; i < rooms; i += 5) seeds.push(...await Promise.all(names.slice(i, i + 5).map(x => seedRoom(x))))
  const m = new Meeting(s, names, per); await m.open(); for (const p of seeds) p?.ws.close()
  await sleep(200)
  let turn = 0; const slots = rooms * k
  const sendOne = () => { for (let z = 0; z < slots; z++) { const x = turn; turn = (turn + 1) % slots; if (m.send(x % rooms, (x / rooms | 0) % k)) return true } return false }
  // phase 1: keep `window` deliveries outstanding and let it grow while the latency stays below the target
  let window = slots * (per - 1) / 4; m.adapt = new Hist(); let dry = false
  const adaptEnd = now() + Math.max(2000, secs * 800); let nextAdapt = now() + 100; let sat = null
  const loop = async (until, onTick) => { while (now() < until && !dry) { let c = 0; while (m.expected() - m.delivered < window) { if (!sendOne()) { dry = true; break } if (++c > 400) break } onTick?.(); await new Promise(resolve => setImmediate(resolve)) } }
  await loop(adaptEnd, () => { if (now() > nextAdapt && m.adapt.n > 20) { const p = m.adapt.q(0.99); window = p < target * 0.8 ? window * 1.25 : p > target ? Math.max(per, window * 0.85) : window; m.adapt.clear(); nextAdapt = now() + 100 } else if (now() > nextAdapt + 2000) { window = Math.max(per, window * 0.5); nextAdapt = now() + 100 } })
  // phase 2: measure at that window, which goes on adapting downwards only
  const a0 = sample(server.pid); const g0 = process.cpuUsage(); const t0 = now(); m.on = true; m.from = t0; const d0 = m.delivered; stats.framesIn = 0; stats.bytesIn = 0; m.adapt.clear(); nextAdapt = now() + 100
  await loop(t0 + secs * 1000, () => { if (now() > nextAdapt && m.adapt.n > 20) { const p = m.adapt.q(0.99); if (p > target * 1.15) window = Math.max(per, window * 0.9); m.adapt.clear(); nextAdapt = now() + 100 } })
  const t1 = now(); const a1 = sample(server.pid); const gen = genUsage(g0, t0); const rate = (m.delivered - d0) / ((t1 - t0) / 1000)
  const frames = stats.framesIn / ((t1 - t0) / 1000); const main = { ...m.hist.out() }; m.on = false
  await m.drain(3000)
  // phase 3: the same figure as an open loop, at 85 % of it, so that a closed loop cannot hide a queue
  const open = new Hist(); m.adapt = null; const keep = m.hist; m.hist = open; const oRate = rate * 0.85 / (per - 1)
  const o0 = now(); m.from = o0; m.on = true; let sent = 0
  while (now() - o0 < Math.min(1500, secs * 600) && !dry) { const want = (now() - o0) / 1000 * oRate; while (sent < want) { if (!sendOne()) { dry = true; break } sent++ } await new Promise(resolve => setImmediate(resolve)) }
  const oEnd = now(); await m.drain(3000); const lost = m.expected() - m.delivered; m.hist = keep
  m.close()
  return { rooms, clients: per, writers: k, deliveries_per_s: Math.round(rate), edits_per_s: Math.round(rate / (per - 1)), frames_per_s: Math.round(frames), ...main, within_p99: main.p99_ms !== null && main.p99_ms < limit, open85_p50_ms: r2(open.q(0.5)), open85_p99_ms: r2(open.q(0.99)), open85_deliveries_per_s: Math.round(sent * (per - 1) / ((oEnd - o0) / 1000)), lost, closed: m.lost, ...usage(a0, a1, rate * (t1 - t0) / 1000), gen_cpu_pct: gen, ran_dry: dry || undefined, deflate: m.rooms[0].parts[0].ws.deflate }
}

/** One newcomer: time from the start of the connection until bytes covering the whole base document are here. */
async function timeJoin (room, ms = 60000) {
  const t0 = now(); let done
  const got = new Promise((resolve, reject) => { const t = setTimeout(() => reject(new Error('the whole document did not arrive')), ms); done = () => { clearTimeout(t); resolve() } })
  const p = new Participant(room, { onUpdate: (p, b, s, e, full) => { if (!p.doneAt) { p.rawAt = now(); if (covers(b, s, e)) { p.doneAt = p.rawAt; done() } } } })
  await p.connect(); p.openAt = now(); await got
  const r = { ms: p.doneAt - t0, open_ms: p.openAt - t0, bytes: p.ws.bytesIn }
  return { p, r }
}
async function join () {
  const room = roomName(); let cold = null
  const child = o.spawn ? await startServer() : null
  const t00 = now(); const seed = await seedRoom(room); const seedMs = now() - t00
  const first = await timeJoin(room); first.p.ws.close() // fills the cache of `covers`, not counted
  const singles = []
  for (let i = 0; i < N('join-repeat'); i++) { const { p, r } = await timeJoin(room); p.ws.close(); singles.push(r); await sleep(60) }
  const rss0 = sample(server.pid)
  const c0 = sample(server.pid); const list = await Promise.all(Array.from({ length: N('join-clients') }, () => timeJoin(room))); const c1 = sample(server.pid)
  const t = list.map(x => x.r.ms)
  for (const x of list) x.p.ws.close()
  let out = { doc: o.doc, state_bytes: base.state.length, seed_ms: Math.round(seedMs), one_ms: r2(median(singles.map(x => x.ms))), one_bytes: median(singles.map(x => x.bytes)), many: N('join-clients'), many_p50_ms: r2(pct(t, 0.5)), many_p95_ms: r2(pct(t, 0.95)), many_max_ms: r2(Math.max(...t)), many_server_cpu_s: c0 && c1 ? r2(c1.cpu - c0.cpu) : undefined, server_rss_mb: rss0 ? r2(rss0.rss) : undefined }
  seed?.ws.close()
  if (child) { // cold: a new process has to load the room from its store
    await sleep(N('settle') * 1000); await killServer(child, 'SIGTERM'); const c = await startServer(); await sleep(300)
    try { const x = await timeJoin(room, 30000); cold = x.r.ms; x.p.ws.close() } catch (e) { cold = null; out.cold_error = e.message }
    out = { ...out, cold_load_ms: r2(cold) }
    await killServer(c, 'SIGKILL')
  }
  return out
}

async function memory () {
  const n = N('rooms'); await sleep(500)
  const a = sample(server.pid); if (!a) throw new Error('--server-pid (or --spawn) is needed for memory')
  const t0 = now(); const held = []
  for (let i = 0; i < n; i += 20) held.push(...await Promise.all(Array.from({ length: Math.min(20, n - i) }, async (_, j) => { const r = roomName(i + j + 1); if (base.seeded) return seedRoom(r, { check: false }); const p = new Participant(r); await p.connect(); await p.waitSync(); return p })))
  const seedMs = now() - t0
  // one room in fifty is asked for its document, so that a server that only queued the bytes is found out
  for (let i = 0; i < n && base.seeded; i += 50) { const { p } = await timeJoin(roomName(i + 1)); p.ws.close() }
  await sleep(N('settle') * 1000)
  const b = sample(server.pid); await sleep(2000); const c = sample(server.pid)
  const closed = held.filter(p => p.ws.closed).length; for (const p of held) p.ws.close()
  return { doc: o.doc, rooms: n, rss_before_mb: r2(a.rss), rss_after_mb: r2(c.rss), kb_per_room: r2((c.rss - a.rss) * 1024 / n), idle_cpu_pct: usage(b, c).server_cpu_pct, open_ms_per_room: r2(seedMs / n), closed }
}

/** SIGKILL in mid-stream; which edits that another client had already been shown are gone after the restart? */
async function durability () {
  if (!o.spawn) { console.error('--spawn "COMMAND" is needed for durability'); process.exit(2) }
  const rate = N('rate') > 5 ? N('rate') : 100; const runs = []
  for (let i = 0; i < N('repeat'); i++) {
    const room = roomName(i + 1); const s = new Streams(1, rate * 8); const w = s.w[0]
    let child = await startServer(); await sleep(400)
    const seed = await seedRoom(room); await sleep(N('settle') * 1000) // a debounced store gets its chance with the base document
    const seen = new Uint8Array(w.count); let nSeen = 0; let lastSeen = 0
    const O = new Participant(room, { onUpdate: (_, b, st, e) => { const v = s.edits(b, st, e); for (let x = 0; x < v.length; x += 3) for (let q = v[x + 1]; q < v[x + 2]; q++) if (!seen[q]) { seen[q] = 1; nSeen++; lastSeen = now() } } })
    const W = new Participant(room); await joinAll([O, W]); seed?.ws.close()
    const killAt = now() + 1000 + Math.random() * 1500; const t0 = now(); let sent = 0
    while (now() < killAt) { const want = (now() - t0) / 1000 * rate; while (sent < want && sent < w.count) { W.ws.sendFrame(s.frame(room, 0, sent)); sent++ } await sleep(1) }
    const k0 = now(); await killServer(child); O.ws.destroy(); W.ws.destroy(); await sleep(100)
    child = await startServer(); await sleep(300)
    const doc = new Y.Doc(); let settled = 0
    const V = new Participant(room, { onUpdate: (_, b, st, e) => { Y.applyUpdate(doc, new Uint8Array(b.buffer.slice(b.byteOffset + st, b.byteOffset + e))); settled = now() } })
    let err; try { await V.connect(); await V.waitSync(); const e = now() + 8000; while (now() < e && now() - settled < 700) await sleep(50) } catch (e) { err = e.message }
    const have = Y.getState(doc.store, w.clientID); let lost = 0; let baseOk = true
    for (let q = 0; q < w.count; q++) if (seen[q] && w.ends[q] > have) lost++
    if (base.seeded) for (const [c, n] of base.sv) if (Y.getState(doc.store, c) < n) baseOk = false
    runs.push({ sent, seen: nSeen, lost, lost_s: r2(lost / rate), base_ok: baseOk, kill_after_last_seen_ms: r2(k0 - lastSeen), ...(err ? { err } : {}) })
    V.ws.close(); await killServer(child)
  }
  const L = runs.map(x => x.lost)
  return { repeat: runs.length, rate, seen_total: runs.reduce((a, x) => a + x.seen, 0), lost_total: L.reduce((a, b) => a + b, 0), lost_median: median(L), lost_max: Math.max(...L), lost_min: Math.min(...L), runs_with_loss: L.filter(x => x > 0).length, runs_without_base_document: runs.filter(x => !x.base_ok).length, runs: o.debug ? runs : undefined, errors: runs.filter(x => x.err).length }
}

const SCEN = { fanout, saturate, join, memory, durability }
const names = o.scenario.split(',')
for (const s of names) if (!SCEN[s]) { console.error(`unknown --scenario ${s}; one of ${Object.keys(SCEN)}`); process.exit(2) }
let child = null; let code = 0
try {
  if (o.spawn && !names.every(s => s === 'durability' || s === 'join')) { child = await startServer(); await sleep(400) }
  for (const s of names) {
    const t0 = now(); const out = await SCEN[s]()
    console.log(JSON.stringify({ scenario: s, label: o.label || undefined, protocol: o.protocol, ...out, took_s: r2((now() - t0) / 1000), load1: r2(os.loadavg()[0]) }))
  }
} catch (e) { console.error('error: ' + (o.debug ? e.stack : e.message)); console.log(JSON.stringify({ scenario: o.scenario, label: o.label || undefined, error: e.message })); code = 1 }
if (child) await killServer(child, 'SIGTERM')
die(code)
