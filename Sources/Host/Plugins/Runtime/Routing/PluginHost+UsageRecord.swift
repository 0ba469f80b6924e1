import HostData
import HostTenancy
import PostgresClient
import Synchronization

extension PluginHost {
    private static let recordSeconds = 10

    /// Writes what instances use into the database every few seconds, for commands and for who asks another host, until the task is
    /// cancelled. Without the database nothing is lost but the record.
    package func keepUsageRecorded(host: String) async {
        while !Task.isCancelled {
            do { try await recordUsage(host: host) } catch {
                if !Task.isCancelled { logger.debug("the use of quotas was not recorded: \(error)") }
            }
            try? await Task.sleep(for: .seconds(Self.recordSeconds))
        }
    }

    /// Writes this host's meters down, for the usage that all hosts show together. Throws what the database says.
    package func recordUsage(host: String) async throws {
        try await divideQuotas()
        try await readMailDays()
        let rows = lookAtHeld().map { place, instance, own in
            JSONValue.object([
                "tenant": .integer(place.tenantKey), "plugin": .string(place.plugin),
                "readings": .array(instance.meter.readings().map(\.json) + own.json),
            ])
        }
        try await UsageRecord(database: database).write(JSONValue.array(rows).text, host: host)
    }

    /// Looks what each instance holds beyond its end; one in the host that does so look after look is moved to a worker.
    ///
    /// - Parameter graceNanos: For how long it may.
    @discardableResult
    func lookAtHeld(graceNanos: UInt64 = CallTable.heldGraceNanos) -> [(
        place: RouteTable.Place, instance: LiveInstance, held: HeldBeyondEnd
    )] {
        let instances = state.withLock { $0.running.map { (place: $0.key, instance: $0.value.instance) } }
        let held = PluginRuntime.shared.table.heldBeyondEnd(graceNanos: graceNanos)
        return instances.map { place, instance in
            let own = held[instance.handle] ?? HeldBeyondEnd()
            instance.services.containment?.holds(own)
            return (place, instance, own)
        }
    }

    /// Gives this host its part of what tenants may do in a minute. Throws what the database says.
    private func divideQuotas() async throws {
        let hosts = max(1, try await UsageRecord(database: database).liveHosts())
        state.withLock { state in
            guard state.liveHosts != hosts else { return }
            state.liveHosts = hosts
            for running in state.running.values { running.instance.meter.apply(hosts: hosts) }
        }
    }

    /// Puts into the meters what every host has sent today. Throws what the database says.
    private func readMailDays() async throws {
        let senders = state.withLock { $0.running.filter { $0.value.instance.services.mail != nil }.mapValues(\.instance.meter) }
        guard let days = mail.days, !senders.isEmpty else { return }
        let mails = try await days.today()
        for (place, meter) in senders {
            meter.noteDay(.mailsPerDay, used: mails[place] ?? 0)
        }
    }
}

extension UsageReading {
    /// As it is kept and printed.
    package var json: JSONValue {
        .object([
            "name": .string(quota.rawValue), "limit": .integer(Int64(limit)), "used": .integer(Int64(used)), "unit": .string(quota.unit),
            "window": .string(quota.window), "refusals": .integer(Int64(refusals)),
        ])
    }
}
