import PluginKit

extension AlertOutcome {
    /// Rows of one statement: its parameter stays far below what a call may carry.
    private static let rowsACall = 5_000

    /// The statements that store it, for one transaction: what is remembered and what is to be sent, or neither.
    func calls(_ rules: [AlertRule]) -> [Database.Call] {
        let byId = Dictionary(rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return AlertOutcome.calls("alerts_add", added) { record, json in
            guard let rule = byId[record.ruleId] else { return }
            record.writeNew(of: rule, to: &json)
        }
            + AlertOutcome.calls("alerts_change", changed) { $0.writeChange(to: &$1) }
            + AlertOutcome.calls("alerts_remove", removed) { id, json in json.value(id) }
            + AlertOutcome.calls("alert_deliveries_add", notices.flatMap(\.messages)) { $0.write(to: &$1) }
            + AlertOutcome.calls("alert_rules_notified", notices) { notice, json in
                json.object { json in
                    json.field("id", notice.rule.id)
                    json.field("is_repeat", notice.isRepeat)
                }
            }
    }

    private static func calls<Element>(
        _ statement: String, _ elements: [Element], _ write: (Element, inout JSONWriter) -> Void
    ) -> [Database.Call] {
        stride(from: 0, to: elements.count, by: rowsACall).map { start in
            Database.Call(
                statement,
                Value.json { json in
                    json.array { json in
                        for element in elements[start..<min(start + rowsACall, elements.count)] { write(element, &json) }
                    }
                })
        }
    }
}

extension AlertRecord {
    fileprivate func writeNew(of rule: AlertRule, to json: inout JSONWriter) {
        json.object { json in
            json.field("rule_id", ruleId)
            json.field("rule_name", rule.name)
            json.field("kind", rule.kind.rawValue)
            json.field("severity", rule.severity.rawValue)
            json.field("threshold", rule.threshold)
            json.field("miner_tenant_id", miner.tenantId)
            json.field("miner_id", miner.minerId)
            json.field("serial_number", serialNumber)
            json.field("client", client)
            json.field("site", site)
            json.field("value", value)
            json.field("began_at", beganAt)
            json.field("opened_at", openedAt)
            json.field("notified_at", notifiedAt)
        }
    }

    fileprivate func writeChange(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("opened_at", openedAt)
            json.field("notified_at", notifiedAt)
            json.field("resolved_at", resolvedAt)
            json.field("is_settled", isSettled)
        }
    }
}
