import PluginKit

/// Bitmain's own firmware since 2020, by its web server: the whole configuration is read and written back with another work mode or
/// other pools. Its CGMiner API only reads.
struct BitmainAdapter: DeviceAdapter {
    private enum Stage: Sendable { case reading, writing, rebooting }

    private static let configuration = "/cgi-bin/get_miner_conf.cgi"
    private static let change = "/cgi-bin/set_miner_conf.cgi"
    private static let reboot = "/cgi-bin/reboot.cgi"
    private static let user = "root"
    /// Values of the work mode.
    private static let normal = "0", asleep = "1"
    private static let poolSlots = 3

    private let action: DeviceAction
    private let port: UInt16
    /// What a wake writes.
    private let modeToWakeIn: String
    private(set) var workMode: String?
    private var dialog: DigestDialog
    private var stage = Stage.reading

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        port = access.webPort
        modeToWakeIn = access.workMode.flatMap { BitmainAdapter.isHashing($0) ? $0 : nil } ?? BitmainAdapter.normal
        dialog = DigestDialog(
            user: BitmainAdapter.user, password: access.passwords[.antminer], host: access.host(access.webPort), nonce: access.nonce)
    }

    mutating func begin() -> DeviceStep {
        switch action {
        case .sleep, .wake: return ask(dialog.send("GET", BitmainAdapter.configuration))
        case .setPools(let pools):
            if let refusal = DevicePool.refusal(of: pools, most: BitmainAdapter.poolSlots, by: "Bitmain") {
                return .done(refusal)
            }
            return ask(dialog.send("GET", BitmainAdapter.configuration))
        case .restart:
            stage = .rebooting
            return ask(dialog.send("GET", BitmainAdapter.reboot))
        case .limitPower: return .done(DeviceVerdict(.unsupported, .limitBitmain))
        }
    }

    mutating func take(_ reply: [UInt8]) -> DeviceStep {
        switch dialog.take(reply) {
        case .again(let bytes): ask(bytes)
        case .failed(let verdict): .done(verdict)
        case .reply(let reply): took(reply)
        }
    }

    private mutating func took(_ reply: HTTPReply) -> DeviceStep {
        guard reply.isSuccess else { return .done(.refused(.webAnswered, ["code": String(reply.status)], saying: reply.text)) }
        switch stage {
        case .rebooting: return .done(DeviceVerdict(.accepted, .restarts))
        case .writing: return .done(BitmainAdapter.written(reply))
        case .reading:
            guard reply.isWhole || reply.values("content-length").isEmpty, let configuration = JSONSplice(reply.body) else {
                return .done(.refused(.configurationUnreadable, saying: reply.text))
            }
            return write(configuration)
        }
    }

    private mutating func write(_ read: JSONSplice) -> DeviceStep {
        var configuration = read
        switch action {
        case .setPools(let pools): configuration.set("pools", BitmainAdapter.json(pools))
        default:
            let wanted = action == .sleep ? BitmainAdapter.asleep : modeToWakeIn
            let modes = ["miner-mode", "bitmain-work-mode"].filter { configuration.raw($0) != nil }
            // Modes other than 1 hash: a device in its low power mode is awake, and wakes in it.
            let found = modes.compactMap { BitmainAdapter.digits(configuration.raw($0)) }
            let sleeps = found.contains(BitmainAdapter.asleep)
            workMode = sleeps ? nil : found.first(where: BitmainAdapter.isHashing)
            // Firmware from before 2020 has no such mode and takes no JSON: nothing is written to it.
            guard !modes.isEmpty else {
                return .done(DeviceVerdict(.unsupported, .noWorkMode))
            }
            if sleeps == (action == .sleep) {
                return .done(DeviceVerdict(.alreadySo, sleeps ? .setToSleep : .setToHash))
            }
            for mode in modes { configuration.set(mode, configuration.raw(mode)?.hasPrefix("\"") == true ? "\"\(wanted)\"" : wanted) }
            // What the newest firmware reads; it tells its mode under the other name.
            if configuration.raw("miner-mode") == nil { configuration.set("miner-mode", wanted) }
        }
        stage = .writing
        return ask(dialog.send("POST", BitmainAdapter.change, body: configuration.bytes))
    }

    private func ask(_ bytes: [UInt8]) -> DeviceStep {
        .ask(DeviceRequest(port: port, bytes: bytes, framing: .http, silence: stage == .reading ? .nothingDone : .mayBeDone))
    }

    /// `{"stats":"success","code":"M000","msg":"OK!"}`
    private static func written(_ reply: HTTPReply) -> DeviceVerdict {
        let fields = LooseFields(reply.body)
        let said = fields.text("stats") ?? fields.text("STATUS") ?? ""
        return said.lowercased() == "success"
            ? DeviceVerdict(.accepted, .tookConfiguration)
            : .refused(.configurationRefused, saying: reply.text)
    }

    /// A number goes back to the device as it came; anything else does not.
    private static func isHashing(_ mode: String) -> Bool {
        (1...3).contains(mode.utf8.count) && mode.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && mode != asleep
    }

    private static func digits(_ raw: String?) -> String? { raw.map { $0.filter { $0 != "\"" } } }

    private static func json(_ pools: [DevicePool]) -> String {
        var json = JSONWriter()
        json.array { json in
            for slot in 0..<poolSlots {
                let pool = slot < pools.count ? pools[slot] : DevicePool(url: "", user: "", password: "")
                json.object { json in
                    json.field("url", pool.url)
                    json.field("user", pool.user)
                    json.field("pass", pool.password)
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
