/// A machine and its terms, read from one calculation's fields or from a row of a table.
enum MachineInputs {
    static let modelName = "model"
    static let contractName = "contract"
    static let names = NumberField.ofMachine.map(\.name) + [modelName, contractName]

    /// Reads the fields. A model of the catalogue gives hashrate and power where they are left out. Nil if something is missing or wrong, which is noted.
    static func read(_ reader: inout InputReader, catalogue: MinerCatalogue) -> MinerCase? {
        let named = reader.text(modelName)
        let model = named.flatMap { catalogue[$0] }
        if named != nil, model == nil {
            reader.fault(modelName, expected: "the id or name of a model under /api/v1/calculator/models", kind: .model)
        }
        // Where the model is unknown that is the fault, and not the figures that it was to give.
        let isLost = named != nil && model == nil
        let hint = named == nil ? ", or a model" : ""
        let hashrate = isLost ? reader.numberIfGiven(.hashrate) : reader.number(.hashrate, or: model?.hashrateTHs, hint: hint)
        let power = isLost ? reader.numberIfGiven(.power) : reader.number(.power, or: model?.powerWatts, hint: hint)
        let quantity = reader.whole(.quantity)
        let uptime = reader.share(.uptime)
        let fee = reader.share(.poolFee)
        let capex = reader.number(.capex)
        let contract = contract(&reader)
        guard let hashrate, let power, let quantity, let uptime, let fee, let capex, let contract, reader.faults.isEmpty else { return nil }
        return MinerCase(
            hashrateTHs: hashrate, powerWatts: power, quantity: quantity, uptime: uptime, poolFee: fee, contract: contract, capexUSD: capex)
    }

    /// Notes what is wrong among fields that rows share, whether or not a row uses them.
    static func check(_ reader: inout InputReader) {
        for field in NumberField.ofMachine { _ = reader.numberIfGiven(field) }
        _ = reader.choice(contractName, HostingContract.Kind.self)
    }

    /// What the kind of contract asks for must be given, what it does not know is left out.
    private static func contract(_ reader: inout InputReader) -> HostingContract? {
        guard let kind = reader.choice(contractName, HostingContract.Kind.self) else {
            for field in [NumberField.powerPrice, .machineMonth, .revenueShare] { _ = reader.numberIfGiven(field) }
            return nil
        }
        var contract = HostingContract(kind: kind)
        switch kind {
        case .allIn: set(&contract.usdPerKWh, reader.number(.powerPrice))
        case .flat: set(&contract.usdPerMachineMonth, reader.number(.machineMonth))
        case .basePassThrough:
            set(&contract.usdPerKWh, reader.number(.powerPrice))
            set(&contract.usdPerMachineMonth, reader.number(.machineMonth))
        case .revenueShare:
            set(&contract.revenueShare, reader.share(.revenueShare))
            set(&contract.usdPerKWh, reader.numberIfGiven(.powerPrice))
        }
        return contract
    }

    private static func set(_ target: inout DoubleDouble, _ value: DoubleDouble?) { if let value { target = value } }
}
