import Ethereum
import PluginKit

/// Has records pinned by the host, follows that until each place has them, and takes back what was erased.
struct RecordPinner: Sendable {
    let context: PluginContext
    let settings: BlockchainSettings

    struct Outcome: Sendable {
        var pinned = 0
        var removed = 0
        /// Why nothing goes on, for a person.
        var problem: String?
    }

    /// Looks at those records that are not where they should be.
    func follow() async throws -> Outcome {
        var outcome = Outcome()
        for row in try await context.database.query("pins_open", .boolean(settings.pinning)) {
            let (id, pin) = (try row["id"] as Int64, try RecordPin(row))
            do throws(PluginError) {
                let next = try await look(id, pin)
                if next == "pinned", pin.state != next { outcome.pinned += 1 }
                if next == "removed" { outcome.removed += 1 }
            } catch {
                let isOff = error.details.hasPrefix("not_configured")
                try await context.database.execute("pin_problem", .integer(id), .text(String(error.message.prefix(500))))
                outcome.problem = error.message
                // The others would fare no better.
                if isOff || error.code == .unavailable || error.code == .overQuota || error.code == .unsupported { return outcome }
            }
        }
        return outcome
    }

    /// - Returns: The state that it has now.
    private func look(_ id: Int64, _ pin: RecordPin) async throws(PluginError) -> String {
        let key = EvidenceFile.pinKey(id)
        if pin.state == "removing" { try await context.notary.unpin(key: key) }
        var report = pin.state == "queued" ? nil : try await context.notary.pinned(key: key)
        if report == nil {
            guard pin.state != "removing" else { return try await write(id, "removed", isOpen: false) }
            guard let file = try await file(id) else { return try await write(id, "none", isOpen: false) }
            let cid = "\(CID.file(file))"
            // Before the host has it: erasing takes back whatever has an identifier.
            guard try await write(id, "pending", cid: cid, isOpen: true, problem: pin.problem) == "pending" else { return "removing" }
            let told = try await context.notary.pin(key: key, content: file)
            guard told == cid else { throw PluginError(.internal, "The host pinned \(told), the record's evidence is \(cid).") }
            report = try await context.notary.pinned(key: key)
        }
        guard let report else { return "pending" }
        let state = RecordPin.name(report.state)
        // Until each place has it, or each has given it back.
        let isOpen =
            state == "removing" || (state != "removed" && (report.places.isEmpty || report.places.contains { $0.state != .pinned }))
        return try await write(id, state, isOpen: isOpen, report: report)
    }

    /// What is pinned of a record; nil once it is erased.
    private func file(_ id: Int64) async throws(PluginError) -> [UInt8]? {
        let row = try await context.database.query("record_body", .integer(id)).first
        do { return try (row?["sealed_body"] as [UInt8]?).map { EvidenceFile.bytes(sealed: $0) } } catch {
            throw PluginError(.internal, "A record's sealed bytes cannot be read.", details: "\(error)")
        }
    }

    /// - Returns: The state that was written, or `removing` for a record that was erased meanwhile.
    private func write(
        _ id: Int64, _ state: String, cid: String? = nil, isOpen: Bool, report: NotaryPin? = nil, problem: String? = nil
    ) async throws(PluginError) -> String {
        let written = try await context.database.execute(
            "pin_write", .integer(id), .text(state), Value(cid),
            .json { json in
                json.array { json in
                    for place in report?.places ?? [] {
                        json.object { json in
                            json.field("provider", place.provider)
                            json.field("state", RecordPin.name(place.state))
                            json.field("problem", place.problem)
                        }
                    }
                }
            },
            Value(problem), .boolean(isOpen))
        return written == 1 ? state : "removing"
    }
}
