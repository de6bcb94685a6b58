// Inside the paper board's one HTML file: a sheet left open must say that it is old.
const made = document.getElementById("made");
const age = document.getElementById("age");
function tell() {
  const seconds = Math.round((Date.now() - Date.parse(made.dateTime)) / 1000);
  if (seconds > Number(made.dataset.oldAfterS)) {
    age.className = "rule old";
    age.textContent = `▲ 旧板：已生成 ${Math.floor(seconds / 60)} 分钟。先重新打开文件；仍是旧的，就按“系统不能用时怎么办”向各站核实。`;
  } else if (seconds < -120) {
    age.className = "rule old";
    age.textContent = "▲ 本机时钟比本板早，请核对时钟；以板上的生成时间为准。";
  }
}
tell();
setInterval(tell, 5000);
