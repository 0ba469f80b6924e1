// swift-format-ignore-file
// Replies of real devices, byte for byte.
extension Captures {
    static let avalonQ: [CapturedReply] = [
        CapturedReply("ascset_help", #"""
{
  "STATUS": [
    {
      "Code": 118,
      "Description": "cgminer 4.11.1",
      "Msg": "ASC 0 set info: help|voltage|fan-spd|lcd|hash-sn-read|hash-sn-write|volt-tuning|workmode|worklevel|work_mode_lvl|reboot|softon|softoff|filter-clean|facopts|faclock|activate|solo-allowed|frequency|loop|password|qr_auth|time|",
      "STATUS": "I",
      "When": 1753431291
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("ascset_softoff", #"""
{
  "STATUS": [
    {
      "Code": 118,
      "Description": "cgminer 4.11.1",
      "Msg": "ASC 0 set info: success softoff:1753434821",
      "STATUS": "I",
      "When": 1753434816
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("ascset_softon", #"""
{
  "STATUS": [
    {
      "Code": 118,
      "Description": "cgminer 4.11.1",
      "Msg": "ASC 0 set info: success softon:1753434757",
      "STATUS": "I",
      "When": 1753434752
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("ascset_workmode", #"""
{
  "STATUS": [
    {
      "Code": 119,
      "Description": "cgminer 4.11.1",
      "Msg": "ASC 0 set OK",
      "STATUS": "S",
      "When": 1753434997
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("check", #"""
{
  "CHECK": [
    {
      "Access": "N",
      "Exists": "N"
    }
  ],
  "STATUS": [
    {
      "Code": 72,
      "Description": "cgminer 4.11.1",
      "Msg": "Check command",
      "STATUS": "S",
      "When": 1753432184
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("coin", #"""
{
  "COIN": [
    {
      "Current Block Hash": "00000000000000000001d0ccaffecb937ee444cb056356abc59b906666607cf1",
      "Current Block Time": 37310.178978,
      "Hash Method": "sha256",
      "LP": true,
      "Network Difficulty": 126271255279306.98
    }
  ],
  "STATUS": [
    {
      "Code": 78,
      "Description": "cgminer 4.11.1",
      "Msg": "CGMiner coin",
      "STATUS": "S",
      "When": 1753431105
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("config", #"""
{
  "CONFIG": [
    {
      "ASC Count": 1,
      "Device Code": "AVALON",
      "Hotplug": "None",
      "Log Interval": 5,
      "OS": "Linux",
      "PGA Count": 0,
      "Pool Count": 1,
      "Strategy": "Failover"
    }
  ],
  "STATUS": [
    {
      "Code": 33,
      "Description": "cgminer 4.11.1",
      "Msg": "CGMiner config",
      "STATUS": "S",
      "When": 1753432344
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("devdetails", #"""
{
  "DEVDETAILS": [
    {
      "DEVDETAILS": 0,
      "Device Path": "",
      "Driver": "avalon",
      "ID": 0,
      "Kernel": "",
      "Model": "",
      "Name": "AVALON"
    }
  ],
  "STATUS": [
    {
      "Code": 69,
      "Description": "cgminer 4.11.1",
      "Msg": "Device Details",
      "STATUS": "S",
      "When": 1753432059
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("devs", #"""
{
  "DEVS": [
    {
      "ASC": 0,
      "Accepted": 890,
      "Device Elapsed": 38136,
      "Device Hardware%": 0.0,
      "Device Rejected%": 0.2007,
      "Diff1 Work": 391888896,
      "Difficulty Accepted": 368550176.0,
      "Difficulty Rejected": 786432.0,
      "Enabled": "Y",
      "Hardware Errors": 0,
      "ID": 0,
      "Last Share Difficulty": 524288.0,
      "Last Share Pool": 0,
      "Last Share Time": 31279,
      "Last Valid Work": 1753425248,
      "MHS 15m": 32370.32,
      "MHS 1m": 0.0,
      "MHS 5m": 0.02,
      "MHS 5s": 0.0,
      "MHS av": 44046770.26,
      "Name": "AVALON",
      "Rejected": 2,
      "Status": "Alive",
      "Temperature": 0.0,
      "Total MH": 1679772288024.0,
      "Utility": 1.4
    }
  ],
  "STATUS": [
    {
      "Code": 9,
      "Description": "cgminer 4.11.1",
      "Msg": "1 ASC(s)",
      "STATUS": "S",
      "When": 1753431960
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("litestats", #"""
{
  "STATS": [
    {
      "MM ID0:Summary": "'STATS':{Ver[Q-25052801_14a19a2] LVer[25052801_14a19a2] BVer[25052801_14a19a2] HashMcu0Ver[Q_hb_v1.1] FanMcuVer[Q_fb_v1.2] CPU[K230] FW[Release] DNA[<DELETED>] STATE[2] MEMFREE[67896] NETFAIL[0 0 0 0 0 0 0 0] SSID[] RSSI[0] NetDevType[0] SYSTEMSTATU[Work: In Idle, Hash Board: 1] Elapsed[37977] BOOTBY[0x01.00000000] LW[16987598] MH[0] DHW[0] HW[0] DH[2.449%] ITemp[26] HBITemp[27] HBOTemp[27] TMax[0] TAvg[0] TarT[65] Fan1[0] Fan2[0] Fan3[0] Fan4[0] FanR[0%] SoftOffTime[1753425250] SoftOnTime[1753425190] Filter[19145] FanErr[0] SoloAllowed[1] PS[0 1221 4 0 0 2245 146] PCOMM_E[0] GHSspd[0.00] DHspd[0.000%] GHSmm[55032.79] GHSavg[44350.83] WU[619573.88] Freq[282.86] MGHS[44350.83] TA[160] Core[A3197S] BIN[36] PING[17] SoftOFF[4] ECHU[0] ECMM[0] PLL0[8843 5769 5098 4610] SF0[258 276 297 318] CRC[0] COMCRC[0] ATA0[800-65-2264-258-20] LcdOnoff[1] Activation[0] WORKMODE[0] WORKLEVEL[0] MPO[800] CALIALL[7] ADJ[1] Nonce Mask[25]}"
    }
  ],
  "STATUS": [
    {
      "Code": 70,
      "Description": "cgminer 4.11.1",
      "Msg": "CGMiner stats",
      "STATUS": "S",
      "When": 1753431749
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("pools", #"""
{
  "POOLS": [
    {
      "Accepted": 890,
      "Bad Work": 0,
      "Best Share": 354914572,
      "Current Block Height": 907089,
      "Current Block Version": 536870912,
      "Diff1 Shares": 391888896,
      "Difficulty Accepted": 368550176.0,
      "Difficulty Rejected": 786432.0,
      "Difficulty Stale": 0.0,
      "Discarded": 0,
      "Get Failures": 0,
      "Getworks": 681,
      "Has GBT": false,
      "Has Stratum": true,
      "Has Vmask": true,
      "Last Share Difficulty": 524288.0,
      "Last Share Time": 31279,
      "Long Poll": "N",
      "POOL": 0,
      "Password": "x",
      "Pool Rejected%": 0.2129,
      "Pool Stale%": 0.0,
      "Priority": 0,
      "Proxy": "",
      "Proxy Type": "",
      "Quota": 1,
      "Rejected": 2,
      "Remote Failures": 0,
      "Stale": 0,
      "Status": "Alive",
      "Stratum Active": true,
      "Stratum Difficulty": 524288.0,
      "Stratum URL": "stratum+tcp://pool.example.com:4444",
      "URL": "stratum+tcp://pool.example.com:4444",
      "User": "worker1",
      "Work Difficulty": 524288.0,
      "Works": 95676
    }
  ],
  "STATUS": [
    {
      "Code": 7,
      "Description": "cgminer 4.11.1",
      "Msg": "1 Pool(s)",
      "STATUS": "S",
      "When": 1753431847
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("stats", #"""
{
  "STATS": [
    {
      "Calls": 0,
      "Elapsed": 37819,
      "HBinfo": "'HB0':{PVT_T0[ 58  59  59  61  60  58  58  62  62  60  61  61  60  61  58  60  62  60  60  60  60  57  58  60  62  58  57  60  61  62  60  62  60  60  60  63  60  59  59  59  61  64  64  62  63  65  65  66  66  64  68  66  69  68  68  68  68  68  69  69  70  69  68  67  65  69  68  67  68  69  68  67  67  68  66  65  64  65  63  63  60  64  65  62  63  66  68  65  66  66  69  69  68  68  70  68  70  69  70  68  70  71  71  71  71  69  69  71  69  69  68  69  67  69  66  67  67  63  66  64  65  66  62  65  59  59  58  61  63  60  60  62  65  62  62  64  62  62  62  63  63  62  62  64  63  63  68  64  62  62  63  62  61  62  61  60  63  61  58  60] PVT_V0[282 278 276 275 282 282 279 278 272 271 278 277 276 275 281 280 277 279 276 277 280 281 275 275 278 280 279 280 275 273 281 279 281 280 279 278 280 281 278 280 277 277 274 276 275 274 275 273 274 275 275 276 275 273 275 275 266 267 272 270 271 271 273 274 275 274 274 274 268 270 271 273 274 276 275 276 274 275 278 278 276 275 276 278 277 277 272 275 273 274 271 270 265 265 272 274 266 268 271 273 272 270 268 265 268 269 269 269 271 271 272 271 274 271 275 275 274 276 271 276 273 273 273 273 283 281 282 281 276 276 281 282 274 276 269 271 273 274 277 277 276 278 277 279 276 277 273 271 276 277 274 276 276 278 278 279 272 273 281 281] MW0[526 664 642 628 621 585 553 628 633 623 628 633 626 609 580 593 636 581 634 571 611 528 568 618 690 577 625 597 615 604 552 618 617 629 545 593 584 564 611 591 563 597 655 529 569 643 629 656 599 566 584 593 593 589 635 573 612 631 631 588 624 557 596 604 574 559 578 616 609 581 655 524 617 552 554 613 632 608 555 597 522 646 669 599 520 585 668 564 551 598 534 586 573 615 570 582 592 501 573 556 588 571 616 639 612 616 568 636 592 612 554 657 601 660 575 587 624 561 644 559 549 607 642 626 541 597 561 647 612 636 589 579 623 602 640 640 636 628 653 598 614 545 584 606 636 549 548 624 607 558 655 621 637 581 568 537 598 613 547 595]}",
      "ID": "AVALON0",
      "MM ID0:Summary": "'STATS':{Ver[Q-25052801_14a19a2] LVer[25052801_14a19a2] BVer[25052801_14a19a2] HashMcu0Ver[Q_hb_v1.1] FanMcuVer[Q_fb_v1.2] CPU[K230] FW[Release] DNA[<DELETED>] STATE[2] MEMFREE[67892] NETFAIL[0 0 0 0 0 0 0 0] SSID[] RSSI[0] NetDevType[0] SYSTEMSTATU[Work: In Idle, Hash Board: 1] Elapsed[37850] BOOTBY[0x01.00000000] LW[16987598] MH[0] DHW[0] HW[0] DH[2.449%] ITemp[26] HBITemp[27] HBOTemp[27] TMax[0] TAvg[0] TarT[65] Fan1[0] Fan2[0] Fan3[0] Fan4[0] FanR[0%] SoftOffTime[1753425250] SoftOnTime[1753425190] Filter[19143] FanErr[0] SoloAllowed[1] PS[0 1222 4 0 0 2245 146] PCOMM_E[0] GHSspd[0.00] DHspd[0.000%] GHSmm[55032.79] GHSavg[44499.41] WU[621649.53] Freq[282.86] MGHS[44499.41] TA[160] Core[A3197S] BIN[36] PING[17] SoftOFF[4] ECHU[0] ECMM[0] PLL0[8843 5769 5098 4610] SF0[258 276 297 318] CRC[0] COMCRC[0] ATA0[800-65-2264-258-20] LcdOnoff[1] Activation[0] WORKMODE[0] WORKLEVEL[0] MPO[800] CALIALL[7] ADJ[1] Nonce Mask[25]}",
      "Max": 0.0,
      "Min": 99999999.0,
      "STATS": 0,
      "Wait": 0.0
    },
    {
      "Bytes Recv": 876632,
      "Bytes Sent": 146476,
      "Calls": 0,
      "Elapsed": 37819,
      "ID": "POOL0",
      "Max": 0.0,
      "Max Diff": 524288.0,
      "Max Diff Count": 60,
      "Min": 99999999.0,
      "Min Diff": 100000.0,
      "Min Diff Count": 1,
      "Net Bytes Recv": 876632,
      "Net Bytes Sent": 146476,
      "Pool Attempts": 0,
      "Pool Av": 0.0,
      "Pool Calls": 0,
      "Pool Max": 0.0,
      "Pool Min": 99999999.0,
      "Pool Wait": 0.0,
      "STATS": 1,
      "Times Recv": 1580,
      "Times Sent": 895,
      "Wait": 0.0,
      "Work Can Roll": false,
      "Work Diff": 524288.0,
      "Work Had Expire": false,
      "Work Had Roll Time": false,
      "Work Roll Time": 0
    }
  ],
  "STATUS": [
    {
      "Code": 70,
      "Description": "cgminer 4.11.1",
      "Msg": "CGMiner stats",
      "STATUS": "S",
      "When": 1753431623
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("summary", #"""
{
  "STATUS": [
    {
      "Code": 11,
      "Description": "cgminer 4.11.1",
      "Msg": "Summary",
      "STATUS": "S",
      "When": 1753431516
    }
  ],
  "SUMMARY": [
    {
      "Accepted": 890,
      "Best Share": 354914572,
      "Device Hardware%": 0.0,
      "Device Rejected%": 0.2007,
      "Difficulty Accepted": 368550176.0,
      "Difficulty Rejected": 786432.0,
      "Difficulty Stale": 0.0,
      "Discarded": 0,
      "Elapsed": 37714,
      "Found Blocks": 0,
      "Get Failures": 0,
      "Getworks": 675,
      "Hardware Errors": 0,
      "Last getwork": 0,
      "Local Work": 191427,
      "MHS 15m": 52686.37,
      "MHS 1m": 0.0,
      "MHS 5m": 0.06,
      "MHS 5s": 0.0,
      "MHS av": 44539601.86,
      "Network Blocks": 68,
      "Pool Rejected%": 0.2129,
      "Pool Stale%": 0.0,
      "Rejected": 2,
      "Remote Failures": 0,
      "Stale": 0,
      "Total MH": 1679772288024.0,
      "Utility": 1.42,
      "Work Utility": 623462.2
    }
  ],
  "id": 1
}

"""#),
        CapturedReply("version", #"""
{
  "STATUS": [
    {
      "Code": 22,
      "Description": "cgminer 4.11.1",
      "Msg": "CGMiner versions",
      "STATUS": "S",
      "When": 1753432244
    }
  ],
  "VERSION": [
    {
      "API": "3.7",
      "BVERSION": "25052801_14a19a2",
      "CGMiner": "4.11.1",
      "CGVERSION": "25052801_14a19a2",
      "DNA": "01234567890123456789012345678901",
      "FANMCUVERSION": "Q_fb_v1.2",
      "HBMCUVERSION": "Q_hb_v1.1",
      "HWTYPE": "Q_MM1v1_X1",
      "LVERSION": "25052801_14a19a2",
      "MAC": "AA:BB:CC:DD:EE:FF",
      "MODEL": "Q",
      "PROD": "Avalon Q",
      "SWTYPE": "MM319"
    }
  ],
  "id": 1
}

"""#),
    ]
}
