// The wall's way to the one map module; moved there, it is named here alone.
export { flyTo, showBoard, showClosures, showLand, showPicked, startMap } from "../console/map.js";
