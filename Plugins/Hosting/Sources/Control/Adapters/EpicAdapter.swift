import PluginKit

/// ePIC's PowerPlay: HTTP on the port where others have the CGMiner API, the password in each body. By the maker's description of its API v3.
struct EpicAdapter: DeviceAdapter {
    private static let poolSlots = 3

    private let action: DeviceAction
    private let access: DeviceAccess
    /// Whether the device was asked for its coin and how it names its workers: pools are told together with both.
    private var isLooking = false

    init(_ action: DeviceAction, _ access: DeviceAccess) {
        self.action = action
        self.access = access
    }

    mutating func begin() -> DeviceStep {
        switch action {
        case .sleep: return post("/miner") { $0.field("param", "Stop") }
        case .wake: return post("/miner") { $0.field("param", "Autostart") }
        // The mining program starts anew, after so many seconds.
        case .restart: return post("/softreboot") { $0.field("param", 0) }
        case .setPools(let pools):
            if let refusal = DevicePool.refusal(of: pools, most: EpicAdapter.poolSlots, by: "PowerPlay") { return .done(refusal) }
            isLooking = true
            return ask(HTTPMessage.bytes("GET", "/summary", host: access.host(access.port)), .nothingDone)
        case .limitPower(let watts): return post("/power") { $0.field("param", watts) }
        }
    }

    mutating func take(_ bytes: [UInt8]) -> DeviceStep {
        guard let reply = HTTPReply(bytes) else { return .done(.refused(.noHttp)) }
        let fields = LooseFields(reply.body)
        if isLooking, case .setPools(let pools) = action {
            isLooking = false
            guard reply.isSuccess, let coin = fields.text("Coin"), !coin.isEmpty else {
                return .done(.refused(.coinUntold, ["code": String(reply.status)], saying: reply.text))
            }
            return setPools(pools, coin: coin, namesWorkers: fields.text("Worker Unique Id") == "true")
        }
        guard reply.isSuccess, fields.text("result") == "true" else {
            return .done(.refused(.saidNoCode, ["code": String(reply.status)], saying: fields.text("error") ?? reply.text))
        }
        return .done(DeviceVerdict(.accepted, .tookOrder))
    }

    /// - Parameter namesWorkers: The device puts a name of its own behind the worker's, as it does now.
    private func setPools(_ pools: [DevicePool], coin: String, namesWorkers: Bool) -> DeviceStep {
        post("/coin") { json in
            json.object("param") { json in
                json.field("coin", coin)
                json.array("stratum_configs") { json in
                    for pool in pools {
                        json.object { json in
                            json.field("pool", pool.url)
                            json.field("login", pool.user)
                            json.field("password", pool.password)
                        }
                    }
                }
                json.field("unique_id", namesWorkers)
            }
        }
    }

    private func post(_ path: String, _ parameters: (inout JSONWriter) -> Void) -> DeviceStep {
        let body = CommandBytes.object { json in
            parameters(&json)
            json.field("password", access.passwords[.epic])
        }
        return ask(HTTPMessage.bytes("POST", path, host: access.host(access.port), body: body), .mayBeDone)
    }

    private func ask(_ bytes: [UInt8], _ silence: DeviceRequest.Silence) -> DeviceStep {
        .ask(DeviceRequest(port: access.port, bytes: bytes, framing: .http, silence: silence))
    }
}
