import PluginKit

extension AlertNotice {
    /// So many miners of a list stand in the body; `total` counts them all.
    static let bodyMiners = 100

    /// The body of the webhook: an event `hosting.alert` as JSON.
    var webhookBody: [UInt8] {
        var json = JSONWriter(capacity: 2_048)
        json.object { json in
            json.field("type", "hosting.alert")
            json.field("timestamp", at)
            json.object("data") { json in
                json.object("rule") { json in
                    json.field("id", String(rule.id))
                    json.field("name", rule.name)
                    json.field("kind", rule.kind.rawValue)
                    json.field("severity", rule.severity.rawValue)
                    if rule.kind.thresholds != nil { json.field("threshold", rule.threshold) }
                }
                json.field("is_repeat", isRepeat)
                json.field("open", openCount)
                for list in NoticeList.allCases {
                    let records = list.records(self)
                    json.object(list.rawValue) { json in
                        json.field("total", records.count)
                        json.array("miners") { json in
                            for record in records.prefix(AlertNotice.bodyMiners) { record.write(to: &json) }
                        }
                    }
                }
            }
        }
        return json.bytes
    }
}

extension AlertRecord {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("miner_id", String(miner.minerId))
            json.field("serial_number", serialNumber)
            json.field("client", client)
            json.field("site", site)
            json.field("value", value)
            json.field("began_at", beganAt)
            json.field("resolved_at", resolvedAt)
        }
    }
}
