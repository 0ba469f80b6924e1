import PluginKit

/// What became of an invoice run.
struct BillingOutcome: Sendable {
    /// A draft that was made.
    struct Draft: Sendable {
        let id: String
        let contractId: String
        let client: String
        let currency: String
        let total: String
        /// Measured, estimated where machines told no watts, and estimated for gaps.
        let kWh: String
        let untoldKWh: String
        let estimatedKWh: String
        let missingHours: String
        let machinesMissing: Int
    }

    var drafts: [Draft] = []
    var problems: [BillingProblem] = []

    /// Writes the fields of the answer.
    func write(to json: inout JSONWriter) {
        json.field("draft_count", drafts.count)
        json.array("drafts") { json in
            for draft in drafts {
                json.object { json in
                    json.field("id", draft.id)
                    json.field("contract_id", draft.contractId)
                    json.field("client", draft.client)
                    json.field("currency", draft.currency)
                    json.field("total", draft.total)
                    json.field("kwh", draft.kWh)
                    json.field("untold_kwh", draft.untoldKWh)
                    json.field("estimated_kwh", draft.estimatedKWh)
                    json.field("missing_hours", draft.missingHours)
                    json.field("machines_missing", draft.machinesMissing)
                }
            }
        }
        json.field("problem_count", problems.count)
        json.array("problems") { json in
            for problem in problems {
                json.object { json in
                    json.field("contract_id", problem.contractId)
                    json.field("client", problem.client)
                    json.field("code", problem.code.rawValue)
                    for code in BillingProblem.Code.allCases { json.field("is_\(code.rawValue)", code == problem.code) }
                    json.field("other_id", problem.other)
                    json.field("day", problem.day)
                    json.array("missing_days") { json in
                        for days in problem.missingDays {
                            json.object { json in
                                json.field("from", days.lowerBound.text)
                                json.field("to", days.upperBound.text)
                            }
                        }
                    }
                    json.field("detail", problem.detail)
                }
            }
        }
    }
}
