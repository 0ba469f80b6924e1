import PluginKit

/// The pages: one calculation, models side by side, a batch.
struct PageRoutes: Sendable {
    let context: PluginContext
    let settings: CalculatorSettings

    @ListBuilder<Route> var routes: [Route] {
        Route("calculator_page", calculator)
        Route("comparison_page", comparison)
        Route("batch_page", batch)
        Route("batch_result_page", batchResult)
    }

    @Sendable private func calculator(_ request: Request) async throws -> Response {
        let ground = try await Ground.read(context, settings)
        let texts = FieldTexts.of(request.query)
        var reader = InputReader(texts)
        let isAsked = texts.keys.contains { CalculatorForm.names.contains($0) }
        let inputs = isAsked ? CalculationInputs.read(&reader, live: ground.live, catalogue: ground.catalogue) : nil
        let grid = inputs.flatMap { SensitivityInputs.read(&reader, $0) }
        let form = CalculatorForm(texts: texts, faults: isAsked ? reader.faults : [], ground: ground)
        return .page("calculator", title: "calculator.title", status: form.status) { json in
            form.write(to: &json)
            if let inputs, let grid { CalculatorPage(Calculation(inputs, live: ground.live), grid: grid, texts: texts).write(to: &json) }
        }
    }

    @Sendable private func comparison(_ request: Request) async throws -> Response {
        let ground = try await Ground.read(context, settings)
        let texts = FieldTexts.of(request.query).filter { ComparisonInputs.names.contains($0.key) }
        var reader = InputReader(texts)
        let comparison = texts.isEmpty ? nil : ComparisonInputs.read(&reader, live: ground.live, catalogue: ground.catalogue)
        let form = CalculatorForm(texts: texts, faults: texts.isEmpty ? [] : reader.faults, ground: ground)
        return .page("comparison", title: "comparison.title", status: form.status) { json in
            form.write(to: &json)
            if let comparison { ComparisonPage(comparison, texts: texts).write(to: &json) }
        }
    }

    @Sendable private func batch(_ request: Request) async throws -> Response {
        let ground = try await Ground.read(context, settings)
        let form = CalculatorForm(texts: FieldTexts.of(request.query), faults: [], ground: ground)
        return .page("batch", title: "batch.title") { json in
            form.write(to: &json)
            json.field("csv", BatchPage.example)
        }
    }

    @Sendable private func batchResult(_ request: Request) async throws -> Response {
        let ground = try await Ground.read(context, settings)
        let question = try BatchQuestion(request)
        let outcome = BatchOutcome(question, live: ground.live, catalogue: ground.catalogue)
        let form = CalculatorForm(texts: question.shared, faults: outcome.faults.filter { $0.line == nil }, ground: ground)
        return .page("batch", title: "batch.title", status: outcome.result == nil ? 422 : 200) { json in
            form.write(to: &json)
            json.field("csv", question.tableText)
            BatchPage(outcome, skipsBadRows: question.skipsBadRows).write(to: &json)
        }
    }
}
