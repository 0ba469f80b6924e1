import Testing

@testable import Calculator

@Suite struct SensitivityInputsTests {
    private func read(_ more: [String: String]) throws -> (figures: Figures, grid: Sensitivity?, faults: [FieldFault]) {
        var texts = World.complete.merging(["usd_per_machine_month": "150", "prices_usd": "65279.8"]) { $1 }.merging(more) { $1 }
        let inputs = try #require(World.read(texts.filter { CalculationInputs.names.contains($0.key) }).inputs)
        texts = texts.filter { !$0.value.isEmpty }
        var reader = InputReader(texts)
        let grid = SensitivityInputs.read(&reader, inputs)
        return (inputs.outlook.figures(inputs.machine), grid, reader.faults)
    }

    @Test("a flat contract charges no power at any price of it, and power prices for it are refused")
    func flat() throws {
        let (figures, grid, faults) = try read(["contract": "flat"])
        #expect(faults == [])
        #expect(grid?.profitDay == [[figures.profitDay]])
        #expect(grid?.netPresentValue == [[figures.netPresentValue]])
        #expect(try read(["contract": "flat", "prices_usd_per_kwh": "0.05,0.10"]).faults.map(\.field) == ["prices_usd_per_kwh"])
        let contract = HostingContract(kind: .flat, usdPerMachineMonth: 150)
        #expect(contract.at(usdPerKWh: 1) == contract)
    }

    @Test("every other contract is charged at the prices asked for", arguments: ["all_in", "base_pass_through", "revenue_share"])
    func billed(_ contract: String) throws {
        let terms = ["contract": contract, "revenue_share_percent": "10", "prices_usd_per_kwh": "0.06,0.10"]
        let (figures, grid, faults) = try read(terms)
        #expect(faults == [])
        let days = try #require(grid?.profitDay.map { $0[0] })
        #expect(days[0] == figures.profitDay)
        #expect(days[1] < days[0])
    }
}
