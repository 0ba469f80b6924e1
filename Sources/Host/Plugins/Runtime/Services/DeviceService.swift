package import HostEgress
import PluginABI
import PostgresClient
import Synchronization

/// `hashinsight.device/1` for one instance: rounds of exchanges with devices in the tenant's granted networks.
package final class DeviceService: Sendable {
    /// The most exchanges of one round.
    static let maximumExchanges = 100_000

    private let exchanger: DeviceExchanger
    private let tenantKey: Int64
    private let grant: NetworkGrant
    private let meter: UsageMeter
    private let rounds = Mutex<[hi_id: DeviceRoundHandle]>([:])

    package init(exchanger: DeviceExchanger, tenantKey: Int64, grant: NetworkGrant, meter: UsageMeter) {
        self.exchanger = exchanger
        self.tenantKey = tenantKey
        self.grant = grant
        self.meter = meter
    }

    /// Starts a round. Never blocks.
    func start(
        _ instance: LiveInstance, call: hi_id, round: hi_bytes, deadlineNanos: UInt64, onReplies: @escaping hi_on_replies,
        onResult: @escaping hi_on_result, context: UnsafeMutableRawPointer?
    ) throws(PluginCallError) -> hi_id {
        instance.countForeignTime()
        var request: DeviceRound
        do throws(MessageError) {
            request = try DeviceRoundReader.round(try MessageReader(round), tenantKey: tenantKey, grant: grant)
        } catch {
            throw PluginCallError(.invalidArgument, error.message)
        }
        request.deadlineNanos = min(deadlineNanos, monotonicNanos() + DatabaseService.limitNanos)
        request.budget = meter[.deviceConnections]
        try meter.enter(.deviceRounds)
        let (operation, id): (HostOperation, hi_id)
        do throws(PluginCallError) {
            let now = monotonicNanos()
            try meter.take(.egressBytes, request.exchanges.reduce(0) { $0 + $1.request.count }, atNanos: now)
            try meter.take(.deviceExchanges, request.exchanges.count, atNanos: now)
            (operation, id) = try HostOperation.open(
                instance, parent: call, mayChange: true, onResult: onResult, context: context, isDeviceRound: true)
        } catch {
            leave()
            throw error
        }
        let lane = DeliveryLane(instance)
        let handle = exchanger.start(
            request,
            onReplies: { [meter] replies in
                meter[.egressBytes].add(units: UInt64(replies.reduce(0) { $0 + $1.reply.count }), atNanos: monotonicNanos())
                lane.deliver {
                    DeviceReplyRows.rows(replies).bytes.withUnsafeBytes {
                        onReplies(
                            operation.pluginContext, id,
                            hi_bytes(data: $0.baseAddress?.assumingMemoryBound(to: UInt8.self), count: $0.count))
                    }
                }
            },
            onEnd: { _ in
                // On the lane, so that the result comes after the last replies.
                lane.deliver {
                    operation.end(id, .success(MessageWriter(kind: 0, fields: 0).finish())) {
                        _ = self.rounds.withLock { $0.removeValue(forKey: id) }
                        self.leave()
                    }
                }
            })
        rounds.withLock { $0[id] = handle }
        // The round may have ended before its handle was kept.
        if PluginRuntime.shared.table.peek(id, owner: instance.operationOwner) == nil {
            _ = rounds.withLock { $0.removeValue(forKey: id) }
        }
        operation.onCancel { handle.cancel() }
        return id
    }

    /// Replies that are dealt with. A hostile count opens no more than the round's own window.
    func acknowledge(_ operation: hi_id, _ count: UInt32) {
        rounds.withLock { $0[operation] }?.acknowledge(Int(count))
    }

    private func leave() { meter[.deviceRounds].leave() }
}
