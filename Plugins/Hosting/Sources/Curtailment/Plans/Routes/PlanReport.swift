import PluginKit

/// What a plan was to do and what it did: target, delivery over time, history, energy and hashing lost by client, and every miner's part.
struct PlanReport: Sendable {
    let row: Row
    let events: Rows
    /// Lines that the history has; of very many orders and their results `events` has the last ones only.
    let eventsTotal: Int64
    let samples: Rows
    let miners: [PlanMiner]
    let now: Timestamp

    /// One client's part.
    struct ClientPart: Sendable, Equatable {
        let client: String
        var miners = 0
        var obeyed = 0
        var curtailedKWh = 0.0
        /// Of it what no reading confirms.
        var estimatedKWh = 0.0
        var lostTHHours = 0.0
    }

    /// Miners that were told to sleep and did not.
    var disobeyed: Int { miners.count(where: \.hasDisobeyed) }

    /// By client, in the order of their names.
    var clients: [ClientPart] {
        var parts: [String: ClientPart] = [:]
        for miner in miners {
            var part = parts[miner.client] ?? ClientPart(client: miner.client)
            part.miners += 1
            if miner.offAt != nil { part.obeyed += 1 }
            part.curtailedKWh += miner.curtailedKWh
            part.estimatedKWh += miner.estimatedKWh ?? 0
            part.lostTHHours += miner.lostTHHours
            parts[miner.client] = part
        }
        return parts.values.sorted { $0.client < $1.client }
    }

    /// Of what all miners shed, what no reading confirms.
    var estimatedKWh: Double { miners.reduce(0) { $0 + ($1.estimatedKWh ?? 0) } }

    /// Writes the fields of the answer.
    func write(to json: inout JSONWriter) throws {
        try PlanWriter.write(row, to: &json)
        json.field("curtailed_kwh", miners.reduce(0) { $0 + $1.curtailedKWh })
        json.field("estimated_kwh", estimatedKWh)
        json.field("lost_th_hours", miners.reduce(0) { $0 + $1.lostTHHours })
        json.field("miners_chosen", miners.count { !$0.isReplacement })
        json.field("miners_replacing", miners.count(where: \.isReplacement))
        json.field("miners_obeyed", miners.count { $0.offAt != nil })
        json.field("miners_disobeyed", disobeyed)
        json.array("clients") { json in
            for part in clients {
                json.object { json in
                    json.field("client", part.client)
                    json.field("miners", part.miners)
                    json.field("obeyed", part.obeyed)
                    json.field("curtailed_kwh", part.curtailedKWh)
                    json.field("estimated_kwh", part.estimatedKWh)
                    json.field("lost_th_hours", part.lostTHHours)
                }
            }
        }
        json.rows("delivered", samples)
        json.rows("timeline", events)
        json.field("timeline_total", eventsTotal)
        json.array("miners") { json in for miner in miners { json.object { PlanReport.write(miner, at: now, to: &$0) } } }
        json.field("skipped_by_reason", try row.json("skipped"))
    }

    static func write(_ miner: PlanMiner, at now: Timestamp, to json: inout JSONWriter) {
        json.field("id", String(miner.minerId))
        json.field("serial_number", miner.serialNumber)
        json.field("client", miner.client)
        json.field("state", miner.state.rawValue)
        json.field("is_replacement", miner.isReplacement)
        json.field("obeyed", miner.offAt != nil)
        json.field("attempts", miner.attempts)
        json.field("result", miner.result?.rawValue)
        json.field("detail", miner.why.text)
        json.field("detail_code", miner.why.code)
        json.field("detail_values", (try? JSONValue(parsing: Array(miner.why.values.utf8))) ?? .null)
        json.field("baseline_watts", miner.baselineWatts)
        json.field("shed_watts", miner.shed(at: now).watts)
        json.field("off_at", miner.offAt)
        json.field("on_at", miner.onAt)
        json.field("curtailed_kwh", miner.curtailedKWh)
        json.field("estimated_kwh", miner.estimatedKWh)
        json.field("lost_th_hours", miner.lostTHHours)
    }

    /// A line for each miner.
    var table: [UInt8] {
        var csv = CSVWriter { Double($0) != nil }
        csv.line([
            "serial_number", "client", "state", "is_replacement", "obeyed", "baseline_watts", "off_at", "on_at", "curtailed_kwh",
            "lost_th_hours", "detail", "estimated_kwh",
        ])
        for miner in miners {
            csv.line([
                miner.serialNumber, miner.client, miner.state.rawValue, String(miner.isReplacement), String(miner.offAt != nil),
                DisplayNumber.text(miner.baselineWatts, 0), miner.offAt?.rfc3339 ?? "", miner.onAt?.rfc3339 ?? "",
                DisplayNumber.text(miner.curtailedKWh, 4), DisplayNumber.text(miner.lostTHHours, 4), miner.why.text,
                miner.estimatedKWh.map { DisplayNumber.text($0, 4) } ?? "",
            ])
        }
        return csv.bytes
    }
}
