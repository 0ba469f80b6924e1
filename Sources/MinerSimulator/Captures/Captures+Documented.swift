// swift-format-ignore-file
// Replies after what makers and the users of their interfaces publish; no device gave them. Captured are only the names of Braiins' software
// and ePIC's summary and capabilities.
extension Captures {
    static let luxosDocumented: [CapturedReply] = [
        CapturedReply("version", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":22,"Msg":"LUXminer versions","Description":"LUXminer 2024.5.1.155432-9b5d5a5e"}],"VERSION":[{"API":"3.7","CompileTime":"Wed May 15 15:54:32 UTC 2024","LUXminer":"2024.5.1.155432-9b5d5a5e","Miner":"2024.5.1.155432","Type":"Antminer S19j Pro"}],"id":1}
"""#),
        CapturedReply("summary", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":11,"Msg":"Summary","Description":"LUXminer 2024.5.1.155432-9b5d5a5e"}],"SUMMARY":[{"Elapsed":86400,"GHS 5s":100412.5,"GHS 30m":100120.1,"GHS av":99987.4,"Accepted":5400,"Rejected":3,"Stale":1,"Hardware Errors":120,"Found Blocks":0,"Utility":3.75}],"id":1}
"""#),
        CapturedReply("stats", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":70,"Msg":"LUXminer stats","Description":"LUXminer 2024.5.1.155432-9b5d5a5e"}],"STATS":[{"CompileTime":"Wed May 15 15:54:32 UTC 2024","LUXminer":"2024.5.1.155432-9b5d5a5e","Miner":"2024.5.1.155432","Type":"Antminer S19j Pro"},{"STATS":0,"ID":"BTM_SOC0","Elapsed":86400,"GHS 5s":100412.5,"GHS av":99987.4,"miner_count":3,"fan_num":4,"fan1":5880,"fan2":5940,"fan3":5760,"fan4":5820,"temp_pcb1":59,"temp_chip1":72,"temp_pcb2":60,"temp_chip2":73,"temp_pcb3":61,"temp_chip3":74,"chain_rate1":33435.0,"chain_rate2":33470.0,"chain_rate3":33505.0,"chain_acn1":126,"chain_acn2":126,"chain_acn3":126}],"id":1}
"""#),
        CapturedReply("pools", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":7,"Msg":"2 Pool(s)","Description":"LUXminer 2024.5.1.155432-9b5d5a5e"}],"POOLS":[{"POOL":0,"URL":"stratum+tcp://pool0.example.com:3333","User":"demo.worker","Status":"Alive","Priority":0,"Quota":1,"Getworks":1200,"Accepted":5400,"Rejected":3,"Stale":1,"Stratum Active":true,"Last Share Time":1771947042},{"POOL":1,"URL":"stratum+tcp://pool1.example.com:3333","User":"demo.worker","Status":"Alive","Priority":1,"Quota":1,"Getworks":1200,"Accepted":0,"Rejected":0,"Stale":0,"Stratum Active":false,"Last Share Time":0}],"id":1}
"""#),
        CapturedReply("devs", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":9,"Msg":"3 ASC(s)","Description":"LUXminer 2024.5.1.155432-9b5d5a5e"}],"DEVS":[{"ASC":0,"Name":"BHB","ID":0,"Enabled":"Y","Status":"Alive","Temperature":59.0,"MHS 5s":33435000.0,"MHS av":33329000.0,"Accepted":1800,"Rejected":1,"Hardware Errors":40},{"ASC":1,"Name":"BHB","ID":1,"Enabled":"Y","Status":"Alive","Temperature":60.0,"MHS 5s":33465000.0,"MHS av":33329000.0,"Accepted":1800,"Rejected":1,"Hardware Errors":40},{"ASC":2,"Name":"BHB","ID":2,"Enabled":"Y","Status":"Alive","Temperature":61.0,"MHS 5s":33495000.0,"MHS av":33329000.0,"Accepted":1800,"Rejected":1,"Hardware Errors":40}],"id":1}
"""#),
        CapturedReply("temps", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":201,"Msg":"3 Temp(s)","Description":"LUXminer 2024.5.1.155432-9b5d5a5e"}],"TEMPS":[{"TEMP":0,"ID":0,"Board":59.0,"Chip":72.0},{"TEMP":1,"ID":1,"Board":60.0,"Chip":73.0},{"TEMP":2,"ID":2,"Board":61.0,"Chip":74.0}],"id":1}
"""#),
        CapturedReply("fans", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":202,"Msg":"4 Fan(s)","Description":"LUXminer 2024.5.1.155432-9b5d5a5e"}],"FANS":[{"FAN":0,"ID":0,"RPM":5880,"Speed":72},{"FAN":1,"ID":1,"RPM":5840,"Speed":72},{"FAN":2,"ID":2,"RPM":5800,"Speed":72},{"FAN":3,"ID":3,"RPM":5760,"Speed":72}],"id":1}
"""#),
        CapturedReply("power", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":319,"Msg":"Power draw","Description":"LUXminer 2024.5.1.155432-9b5d5a5e"}],"POWER":[{"PSU":true,"Watts":3050}],"id":1}
"""#),
    ]

    static let braiinsDocumented: [CapturedReply] = [
        CapturedReply("version", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":22,"Msg":"BOSer versions","Description":"BOSer boser-buildroot 0.1.0-75912fc7"}],"VERSION":[{"API":"3.7","BOSer":"boser-buildroot 0.1.0-75912fc7"}],"id":1}
"""#),
        CapturedReply("summary", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":11,"Msg":"Summary","Description":"BOSer boser-buildroot 0.1.0-75912fc7"}],"SUMMARY":[{"Elapsed":86400,"MHS 5s":104120300.25,"MHS 1m":104010200.5,"MHS 5m":103990100.5,"MHS 15m":103970000.5,"MHS 24h":103950000.5,"MHS av":103960000.5,"Accepted":5400,"Rejected":3,"Stale":1,"Hardware Errors":120,"Found Blocks":0,"Utility":3.75}],"id":1}
"""#),
        CapturedReply("pools", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":7,"Msg":"2 Pool(s)","Description":"BOSer boser-buildroot 0.1.0-75912fc7"}],"POOLS":[{"POOL":0,"URL":"stratum+tcp://pool0.example.com:3333","User":"demo.worker","Status":"Alive","Priority":0,"Quota":1,"Getworks":1200,"Accepted":5400,"Rejected":3,"Stale":1,"Stratum Active":true,"Last Share Time":1771947042},{"POOL":1,"URL":"stratum+tcp://pool1.example.com:3333","User":"demo.worker","Status":"Alive","Priority":1,"Quota":1,"Getworks":1200,"Accepted":0,"Rejected":0,"Stale":0,"Stratum Active":false,"Last Share Time":0}],"id":1}
"""#),
        CapturedReply("devs", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":9,"Msg":"3 ASC(s)","Description":"BOSer boser-buildroot 0.1.0-75912fc7"}],"DEVS":[{"ASC":0,"Name":"","ID":1,"Enabled":"Y","Status":"Alive","Temperature":60.0,"MHS 5s":34706700.5,"MHS 1m":34670000.5,"MHS av":34653000.5,"Nominal MHS":34600000.0,"Accepted":1800,"Rejected":1,"Hardware Errors":40},{"ASC":1,"Name":"","ID":2,"Enabled":"Y","Status":"Alive","Temperature":61.0,"MHS 5s":34726700.5,"MHS 1m":34670000.5,"MHS av":34653000.5,"Nominal MHS":34600000.0,"Accepted":1800,"Rejected":1,"Hardware Errors":40},{"ASC":2,"Name":"","ID":3,"Enabled":"Y","Status":"Alive","Temperature":62.0,"MHS 5s":34746700.5,"MHS 1m":34670000.5,"MHS av":34653000.5,"Nominal MHS":34600000.0,"Accepted":1800,"Rejected":1,"Hardware Errors":40}],"id":1}
"""#),
        CapturedReply("temps", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":201,"Msg":"3 Temp(s)","Description":"BOSer boser-buildroot 0.1.0-75912fc7"}],"TEMPS":[{"TEMP":0,"ID":1,"Board":60.0,"Chip":74.0},{"TEMP":1,"ID":2,"Board":61.0,"Chip":75.0},{"TEMP":2,"ID":3,"Board":62.0,"Chip":76.0}],"id":1}
"""#),
        CapturedReply("fans", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":202,"Msg":"4 Fan(s)","Description":"BOSer boser-buildroot 0.1.0-75912fc7"}],"FANS":[{"FAN":0,"ID":0,"RPM":5400,"Speed":68},{"FAN":1,"ID":1,"RPM":5360,"Speed":68},{"FAN":2,"ID":2,"RPM":5320,"Speed":68},{"FAN":3,"ID":3,"RPM":5280,"Speed":68}],"id":1}
"""#),
    ]

    static let epicPowerPlay: [CapturedReply] = [
        CapturedReply("summary", #"""
{"Disable Board On Failure":true,"Enable Boards On Idle":false,"Fans":{"Fan Mode":{"Auto":{"Idle Speed":20,"Target Temperature":60}},"Fans Speed":100,"Minimum Working Fans":0},"Fans Rpm":{"Fans Speed 1":5971,"Fans Speed 10":null,"Fans Speed 11":null,"Fans Speed 12":null,"Fans Speed 2":0,"Fans Speed 3":5942,"Fans Speed 4":5745,"Fans Speed 5":null,"Fans Speed 6":null,"Fans Speed 7":null,"Fans Speed 8":null,"Fans Speed 9":null},"HBStatus":[{"Detected":true,"Enabled":false,"Index":0},{"Detected":true,"Enabled":true,"Index":1},{"Detected":true,"Enabled":true,"Index":2}],"HBs":[{"Core Clock":[],"Core Clock Avg":487.5,"Hashrate":[49440724.0,103.1,0.8],"Index":1,"Input Current":0.0,"Input Power":0.0,"Input Voltage":12.6,"Output Current":0.0,"Output Power":0.0,"Output Voltage":0.0,"Temperature":67.0},{"Core Clock":[],"Core Clock Avg":487.5,"Hashrate":[49925124.0,104.1,0.8],"Index":2,"Input Current":0.0,"Input Power":0.0,"Input Voltage":12.6,"Output Current":0.0,"Output Power":0.0,"Output Voltage":0.0,"Temperature":64.312}],"Hostname":"cminer32092035","HwConfig":{"Boards Target Clock":[{"Data":485.0,"Index":1},{"Data":485.0,"Index":2}]},"IdleOnConnectionLost":true,"Last License Error":null,"Mining":{"Algorithm":"SHA-256","Coin":"BTC"},"Misc":{"Critical Temp":100.0,"Locate Miner State":false,"Shutdown Temp":85.0},"OS Type":"umcOS","Overdrive":false,"PerpetualTune":{"Algorithm":{"VoltageOptimizer":{"Min Throttle Target":50,"Optimized":false,"Target":143,"Throttle Step":5,"Throttle Target":null,"Unit":"TH/s"}},"Running":true},"Power Supply Stats":{"Input Current":0.0,"Input Power":2166.6174,"Input Voltage":0.0,"Output Current":0.0,"Output Power":0.0,"Output Voltage":12.595,"Target Voltage":12600},"PresetInfo":{"Target Power":3000},"Session":{"Accepted":1862,"Active HBs":2,"Average MHs":90071990.0,"Difficulty":262144.0,"Last Accepted Share Timer":25,"Last Accepted Share Timestamp":1755134734,"Last Work Timer":34,"Last Work Timestamp":1755134725,"LastAverageMHs":{"Hashrate":94763240.0,"Timestamp":1755129600},"Rejected":2,"Startup String":"Wed, 13 Aug 2025 18:59:49 +0000","Startup Timestamp":1755111589,"Submitted":1864,"Uptime":23170,"WorkReceived":641},"Software":"PowerPlay-BMS v1.5.13","Status":{"Last Command":null,"Last Command Result":null,"Last Error":null,"Operating State":"Mining"},"Stratum":{"Average Latency":0.038288616,"Config Id":0,"Current Pool":"mine.ocean.xyz:3334","Current User":"randomuser.randomworker-0x81x19","IsPoolConnected":true,"Worker Unique Id":true,"Worker Unique Id Variant":"IpAddress"},"StratumConfigs":[{"login":"randomuser.randomworker","password":"password","pool":"stratum+tcp://mine.ocean.xyz:3334"}]}
"""#),
        CapturedReply("capabilities", #"""
{"Board Serial Numbers":["YNAHYPDBCJEBC0D6S","YNAHYPDBCJEBC0C6R"],"Chip Type":"BM1366","Chips Per Bank":10,"Coins":["BTC"],"Control Board Version":{"carrierBoardVersion":"4.1.0","cpuHardware":"STM32 (Device Tree Support)","cpuSerial":"002000353232510933363631","somBoardVersion":"7.1.0"},"Default Clock":485,"Default Hashrate":143,"Default Voltage":12900,"Display":["ClksAndVoltage","ShutdownTemp","PerpetualTune"],"Max Clock Configs":1,"Max HBs":3,"Model":"AntMiner S19 XP","Model Subtype":"BHB56801","Performance Estimator":{"Chip Count":110,"Hashes Per Second Per Chip":894.0},"PerpetualTune":[{"algorithm":"VoltageOptimizer","description":"Maintain the target hashrate by perpetually adjusting voltage for efficiency. The system automatically throttles down the user-specified target hashrate when the rig temperature is within 2°C of the shutdown temperature. Conversely, the target is throttled up to the user-defined hashrate when the rig temperature is 7°C lower than the shutdown temperature.","max":300,"min":60,"name":"Voltage Optimizer"},{"algorithm":"ChipTune","description":"Maintain the target hashrate by adjusting individual chip clocks to squeeze more performance while perpetually optimizing voltage for efficiency.","max":300,"min":60,"name":"Chip Tune"},{"algorithm":"BoardTune","description":"Maintain the target hashrate by perpetually adjusting board clocks to improve performance while optimizing voltage for efficiency. The system automatically throttles down the user-specified target hashrate when the rig temperature is within 2°C of the shutdown temperature. Conversely, the target is throttled up to the user-defined hashrate when the rig temperature is 7°C lower than the shutdown temperature. Tunes faster than chiptune while providing improved performance compared to Voltage Optimizer.","max":300,"min":60,"name":"Board Tune"}],"Psu Info":{"FW":25,"Max Vout":15182,"Min Vout":11877,"PSU Type":118},"Temp Sensor Info":{"Count":2,"Type":"Board"},"Tune Presets":[{"clk":272,"hashrate":80.0,"power":1700,"voltage":12300},{"clk":337,"hashrate":100.0,"power":2200,"voltage":12500},{"clk":407,"hashrate":120.0,"power":2700,"voltage":12600},{"clk":482,"hashrate":142.0,"power":3350,"voltage":12900},{"clk":525,"hashrate":154.0,"power":3850,"voltage":13100},{"clk":575,"hashrate":169.0,"power":4400,"voltage":13500}],"Voltage Estimator":{"Slope":0.0041,"Y Intercept":11.0}}
"""#),
    ]

    static let sealMinerDocumented: [CapturedReply] = [
        CapturedReply("version", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":22,"Msg":"BDMiner versions","Description":"bdminer 4.11.1"}],"VERSION":[{"BDMiner":"4.11.1","API":"3.7"}],"id":1}
"""#),
        CapturedReply("summary", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":11,"Msg":"Summary","Description":"bdminer 4.11.1"}],"SUMMARY":[{"Elapsed":86400,"MHS av":225980000.25,"MHS 5s":226000000.5,"MHS 1m":225990000.5,"MHS 5m":225960000.5,"MHS 15m":225950000.5,"Found Blocks":0,"Accepted":5400,"Rejected":3,"Stale":1,"Hardware Errors":120,"Utility":3.75}],"id":1}
"""#),
        CapturedReply("stats", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":70,"Msg":"BDMiner stats","Description":"bdminer 4.11.1"}],"STATS":[{"STATS":0,"ID":"SEALMINER0","Elapsed":86400,"Calls":0,"Model":"SealMiner A2","MAC":"50:d4:48:00:10:20","Ctrl Board":"Taurus Air","Ctrl Board SN":"S100000000000001","Firmware":"2025091001","Mining Mode":"Normal","PM State":"Running","Power Limit":3730,"MHS(Rated)":226000000.0,"System Uptime":86460,"Error Code":"","Temp":52.0,"PSU Input Power":3712,"PSU Fan Speed":0,"Fan Count":4,"0 Speed":4320,"1 Speed":4380,"2 Speed":4260,"3 Speed":4350,"Board Count":3,"0 Online":true,"0 SN":"S200000000000000","0 Chip Count":153,"0 Bad Chip Count":0,"0 Freq":455.5,"0 MHS(Sample)":75310000.5,"0 MHS(Ideal)":75333333.0,"0 Tune Status":"Tune Done","0 Temp 0":42.0,"0 Temp 1":48.0,"0 Temp 2":49.0,"0 Temp 3":50.0,"1 Online":true,"1 SN":"S200000000000001","1 Chip Count":153,"1 Bad Chip Count":0,"1 Freq":455.5,"1 MHS(Sample)":75420000.5,"1 MHS(Ideal)":75333333.0,"1 Tune Status":"Tune Done","1 Temp 0":44.0,"1 Temp 1":50.0,"1 Temp 2":51.0,"1 Temp 3":52.0,"2 Online":true,"2 SN":"S200000000000002","2 Chip Count":153,"2 Bad Chip Count":0,"2 Freq":455.5,"2 MHS(Sample)":75270000.5,"2 MHS(Ideal)":75333333.0,"2 Tune Status":"Tune Done","2 Temp 0":43.0,"2 Temp 1":49.0,"2 Temp 2":50.0,"2 Temp 3":51.0}],"id":1}
"""#),
        CapturedReply("pools", #"""
{"STATUS":[{"STATUS":"S","When":1771947051,"Code":7,"Msg":"2 Pool(s)","Description":"bdminer 4.11.1"}],"POOLS":[{"POOL":0,"URL":"stratum+tcp://pool0.example.com:3333","Status":"Alive","Priority":0,"Quota":1,"Getworks":1200,"Accepted":5400,"Rejected":3,"Stale":1,"User":"demo.worker","Stratum Active":true},{"POOL":1,"URL":"stratum+tcp://pool1.example.com:3333","Status":"Alive","Priority":1,"Quota":1,"Getworks":1200,"Accepted":0,"Rejected":0,"Stale":0,"User":"demo.worker","Stratum Active":false}],"id":1}
"""#),
    ]
}
