import PluginKit

/// One order on its way: asks what its adapter says, and makes a verdict of every way in which an exchange may fail. Pure.
struct OrderConversation: Sendable {
    /// No firmware needs so many; a device that never says yes or no ends here.
    private static let mostRequests = 32

    let order: DeviceOrder
    private(set) var step: DeviceStep
    private var adapter: any DeviceAdapter
    private var asked = 0

    init(_ order: DeviceOrder, adapter: any DeviceAdapter) {
        self.order = order
        var adapter = adapter
        step = adapter.begin()
        self.adapter = adapter
    }

    /// The exchange to make now; nil when the order has its result.
    var request: DeviceRequest? { if case .ask(let request) = step { request } else { nil } }

    /// What became of the order; nil while it is on its way.
    var result: DeviceOrderResult? {
        guard case .done(let verdict) = step else { return nil }
        return DeviceOrderResult(
            minerId: order.minerId, outcome: verdict.outcome, why: verdict.why, workMode: adapter.workMode)
    }

    /// Takes the end of the exchange that `request` asked for; `cause` is the host's word for a failure.
    mutating func take(_ outcome: DeviceReply.Outcome, _ bytes: [UInt8], cause: String = "") {
        guard let request else { return }
        asked += 1
        switch outcome {
        case .replied where !bytes.isEmpty: step = adapter.take(bytes)
        case .timedOut, .broken:
            step = request.framing.isWhole(bytes) ? adapter.take(bytes) : silent(request, outcome, cause)
        default: step = silent(request, outcome, cause)
        }
        if asked >= OrderConversation.mostRequests, case .ask = step {
            step = .done(DeviceVerdict(.unconfirmed, .neitherYesNorNo, ["count": String(asked)]))
        }
    }

    private mutating func silent(_ request: DeviceRequest, _ outcome: DeviceReply.Outcome, _ cause: String) -> DeviceStep {
        if case .settled(let verdict) = request.silence { return .done(verdict) }
        if let other = adapter.goOn(without: outcome) { return other }
        return .done(OrderConversation.verdict(request, outcome, cause: cause))
    }

    private static func verdict(_ request: DeviceRequest, _ outcome: DeviceReply.Outcome, cause: String) -> DeviceVerdict {
        let port: KeyValuePairs = ["port": String(request.port)]
        switch outcome {
        case .unreachable: return DeviceVerdict(.unreachable, .noConnection, port)
        case .notGranted: return DeviceVerdict(.unreachable, .notGranted)
        case .refused where !wasReset(cause): return DeviceVerdict(.unreachable, .refusesConnections, port)
        case .cancelled where request.silence == .nothingDone:
            return DeviceVerdict(.unreachable, .notAsked)
        default: break
        }
        guard request.silence == .nothingDone else {
            return DeviceVerdict(.unconfirmed, .noWord, port)
        }
        return outcome == .tooLarge
            ? DeviceVerdict(.refused, .tooLong, port)
            : DeviceVerdict(.unreachable, .noWholeAnswer, port)
    }

    /// The device service says `refused` also for a connection that stood and was reset before a byte came: the request may have arrived.
    private static func wasReset(_ cause: String) -> Bool { cause.contains("reset") || cause.contains("Broken pipe") }
}
