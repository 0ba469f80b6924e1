import PluginKit

/// `/api/v1/calculator/calculation` and what shows it from other sides: by month, by price and power, by model.
struct CalculationRoutes: Sendable {
    let context: PluginContext
    let settings: CalculatorSettings

    @ListBuilder<Route> var routes: [Route] {
        Route("get_calculation", calculation)
        Route("post_calculation", calculation)
        Route("get_projection", projection)
        Route("get_sensitivity", sensitivity)
        Route("post_sensitivity", sensitivity)
        Route("get_comparison", comparison)
        Route("post_comparison", comparison)
        Route("post_hosted_month", hostedMonth)
    }

    @Sendable private func calculation(_ request: Request) async throws -> Response {
        let ground = try await Ground.read(context, settings)
        var reader = try AskedFields(request).reader(CalculationInputs.names)
        guard let inputs = CalculationInputs.read(&reader, live: ground.live, catalogue: ground.catalogue), reader.faults.isEmpty else {
            return Response.invalid(reader.faults.prefix(FieldFault.told), total: reader.faultCount)
        }
        return .json(capacity: 2_048) { $0.object { Calculation(inputs, live: ground.live).write(to: &$0) } }
    }

    /// Months as points of a chart, whose numbers are plain.
    @Sendable private func projection(_ request: Request) async throws -> Response {
        let ground = try await Ground.read(context, settings)
        var reader = try AskedFields(request).reader(CalculationInputs.names)
        guard let inputs = CalculationInputs.read(&reader, live: ground.live, catalogue: ground.catalogue), reader.faults.isEmpty else {
            return Response.invalid(reader.faults.prefix(FieldFault.told), total: reader.faultCount)
        }
        let cash = inputs.outlook.cash(inputs.machine).amounts
        return .json(capacity: 256 * cash.count) { json in
            json.object { json in
                json.array("items") { json in
                    Projection.write(inputs, cash: cash, from: ground.live.now, to: &json)
                }
            }
        }
    }

    @Sendable private func sensitivity(_ request: Request) async throws -> Response {
        let ground = try await Ground.read(context, settings)
        var reader = try AskedFields(request).reader(CalculationInputs.names.union(SensitivityInputs.names))
        guard let inputs = CalculationInputs.read(&reader, live: ground.live, catalogue: ground.catalogue),
            let grid = SensitivityInputs.read(&reader, inputs), reader.faults.isEmpty
        else { return Response.invalid(reader.faults.prefix(FieldFault.told), total: reader.faultCount) }
        return .json(capacity: 8_192) { json in
            json.object { json in
                MarketWriter.write(inputs.market, live: ground.live, to: &json)
                SensitivityInputs.write(grid, to: &json)
            }
        }
    }

    @Sendable private func comparison(_ request: Request) async throws -> Response {
        let ground = try await Ground.read(context, settings)
        var reader = try AskedFields(request).reader(ComparisonInputs.names)
        guard let comparison = ComparisonInputs.read(&reader, live: ground.live, catalogue: ground.catalogue), reader.faults.isEmpty else {
            return Response.invalid(reader.faults.prefix(FieldFault.told), total: reader.faultCount)
        }
        return .json(capacity: 1_024 * (comparison.entries.count + 1)) { json in
            json.object { json in
                MarketWriter.write(comparison.shared.market, live: ground.live, to: &json)
                json.array("items") { json in
                    for entry in comparison.entries {
                        json.object { FigureWriter.write(entry, to: &$0) }
                    }
                }
                json.field("total", comparison.entries.count)
            }
        }
    }

    @Sendable private func hostedMonth(_ request: Request) async throws -> Response {
        var reader = try AskedFields(request).reader(HostedMonthInputs.names)
        guard let month = HostedMonthInputs.read(&reader), reader.faults.isEmpty else {
            return Response.invalid(reader.faults.prefix(FieldFault.told), total: reader.faultCount)
        }
        return .json { $0.object { HostedMonthInputs.write(month, to: &$0) } }
    }
}
