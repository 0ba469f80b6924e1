import PluginKit

/// `/api/v1/calculator/batch`: many machines at once, as JSON or as a table, both ways.
struct BatchRoutes: Sendable {
    let context: PluginContext
    let settings: CalculatorSettings

    @ListBuilder<Route> var routes: [Route] { Route("post_batch", batch) }

    @Sendable private func batch(_ request: Request) async throws -> Response {
        let ground = try await Ground.read(context, settings)
        let question = try BatchQuestion(request)
        let outcome = BatchOutcome(question, live: ground.live, catalogue: ground.catalogue)
        guard let result = outcome.result, let shared = outcome.shared else {
            return Response.invalid(
                outcome.faults.prefix(FieldFault.told), total: outcome.faultCount, more: BadLines(outcome.faults).write)
        }
        return question.wantsTable ? BatchRoutes.table(result) : BatchRoutes.document(result, shared, live: ground.live)
    }

    /// A download for spreadsheets.
    static func table(_ result: BatchResult) -> Response {
        var response = Response.bytes(BatchTable.write(result), contentType: "text/csv; charset=utf-8; header=present")
        response.headers.append(("content-disposition", "attachment; filename=\"calculation.csv\""))
        return response
    }

    private static func document(_ result: BatchResult, _ shared: SharedInputs, live: LiveMarket) -> Response {
        .json(capacity: 1_024 * (result.rows.count + 1)) { json in
            json.object { json in
                MarketWriter.write(shared.market, live: live, to: &json)
                json.field("months", shared.assumptions.monthCount)
                json.array("items") { json in
                    for (row, figures) in zip(result.rows, result.figures) {
                        guard let machine = row.machine, let figures else { continue }
                        json.object { json in
                            json.field("line", row.line)
                            json.field("label", row.label)
                            FigureWriter.write(machine, figures, result.rates(machine, figures), to: &json)
                        }
                    }
                }
                json.field("total", result.figures.count { $0 != nil })
                json.object("sums") { json in
                    for column in (FigureColumn.day + FigureColumn.overMonths).filter(\.isSummed) {
                        json.field(column.name, result.total { column.value($0) ?? .zero }.trimmed())
                    }
                }
                let faults = result.rows.flatMap(\.faults)
                BadLines(faults).write(to: &json)
                json.field("error_count", faults.count)
                json.errors(faults.prefix(FieldFault.told))
            }
        }
    }
}
