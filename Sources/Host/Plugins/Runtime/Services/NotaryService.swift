package import HostData
package import HostNotary
package import HostPinning
import HostTenancy
import PluginABI

/// `hashinsight.notary/1` for one instance: leaves and pins of its tenant, under keys of its plugin.
package final class NotaryService: Sendable {
    private let notary: any NotaryAnchoring
    private let pinning: any EvidencePinning
    private let plugin: String
    private let tenant: TenantKey

    package init(
        _ notary: any NotaryAnchoring, pinning: any EvidencePinning = UnconfiguredPinning(), plugin: String, tenant: TenantKey
    ) {
        self.notary = notary
        self.pinning = pinning
        self.plugin = plugin
        self.tenant = tenant
    }

    /// Starts an operation. Never blocks.
    func start(
        _ function: NotaryFunction, _ instance: LiveInstance, call: hi_id, request span: hi_bytes, deadlineNanos: UInt64,
        onResult: @escaping hi_on_result, context: UnsafeMutableRawPointer?
    ) throws(PluginCallError) -> hi_id {
        instance.countForeignTime()
        let request: NotaryRequest
        do throws(MessageError) {
            request = try NotaryRequestReader.request(try MessageReader(span), for: function)
        } catch {
            throw PluginCallError(.invalidArgument, error.message)
        }
        let now = monotonicNanos()
        try instance.meter.take(.notaryOperations, atNanos: now)
        let (operation, id) = try HostOperation.open(
            instance, parent: call, mayChange: function.mayChange, onResult: onResult, context: context)
        let deadline = min(deadlineNanos, now + DatabaseService.limitNanos)
        // The notary's database may keep a caller longer than this one wants to wait, so the ends by time and by cancel do not ask it.
        let alarm = Task {
            try await Task.sleep(nanoseconds: deadline > now ? deadline - now : 0)
            operation.end(id, .failure(PluginCallError(.deadline, "the notary did not answer in time")))
        }
        let task = Task {
            operation.end(id, await self.answer(request, instance.meter))
            alarm.cancel()
        }
        operation.onCancel {
            task.cancel()
            alarm.cancel()
            operation.end(id, .failure(PluginCallError(.cancelled, "the operation on the notary was cancelled")))
        }
        return id
    }

    private func answer(_ request: NotaryRequest, _ meter: UsageMeter) async -> Result<[UInt8], PluginCallError> {
        // No two plugins' keys meet: a plugin's id holds no colon.
        let key = "\(plugin):\(request.key)"
        do {
            switch request.action {
            case .submit(let leaf):
                _ = try await notary.submit(tenant: tenant, key: key, leaf: leaf)
                return .success(Self.nothing)
            case .receipt:
                guard let message = NotaryAnswerWriter.message(try await notary.receipt(tenant: tenant, key: key)) else {
                    return .failure(PluginCallError(.internal, "the notary's receipt has numbers beyond 63 bits"))
                }
                return .success(message)
            case .pin(let content):
                let cid = try await pinning.pin(tenant: tenant, key: key, content: content)
                return .success(PinAnswerWriter.message(PinReport(cid: cid, isWanted: true, places: [])))
            case .pinned: return .success(PinAnswerWriter.message(try await pinning.report(tenant: tenant, key: key)))
            case .unpin:
                try await pinning.unpin(tenant: tenant, key: key)
                return .success(Self.nothing)
            }
        } catch let refusal as PinRefusal {
            let error = PluginCallError(Self.status(refusal.code), refusal.message, details: "\(refusal.code.rawValue) \(refusal.cause)")
            return .failure(refusal.code == .tooManyWaiting ? Self.overWaiting(.pinsWaiting, meter, error) : error)
        } catch let refusal as NotaryRefusal {
            let error = PluginCallError(Self.status(refusal.code), refusal.message, details: "\(refusal.code.rawValue) \(refusal.cause)")
            return .failure(refusal.code == .tooManyWaiting ? Self.overWaiting(.notaryWaiting, meter, error) : error)
        } catch {
            return .failure(PluginCallError(.internal, "the notary failed in a way of its own", details: "\(error)"))
        }
    }

    /// The line is the tenant's, for all its plugins and hosts, and counted in the database, which lets one leave before it takes another.
    private static func overWaiting(_ quota: Quota, _ meter: UsageMeter, _ cause: PluginCallError) -> PluginCallError {
        meter.overQuota(quota, used: meter[quota].limit + 1, saying: cause)
    }

    private static let nothing = MessageWriter(kind: 0, fields: 0, dataBytes: 0).finish()

    private static func status(_ code: PinRefusal.Code) -> PluginStatus {
        switch code {
        case .notConfigured, .unavailable: .unavailable
        case .invalidKey, .invalidContent: .invalidArgument
        case .keyTaken: .conflict
        case .tooManyWaiting: .overQuota
        }
    }

    private static func status(_ code: NotaryRefusal.Code) -> PluginStatus {
        switch code {
        case .notConfigured, .unavailable: .unavailable
        case .invalidKey: .invalidArgument
        case .keyTaken: .conflict
        case .tooManyWaiting: .overQuota
        }
    }
}
