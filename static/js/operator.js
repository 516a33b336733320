import "./chosen.js";
import "./poll.js";
import "./copy.js";
import "./hours.js";
// The menu of the console opens where one is, not at its top.
const menu = document.getElementById("nav-sidebar");
const here = menu?.querySelector(".current-model");
if (here) menu.scrollTop += here.getBoundingClientRect().top - menu.getBoundingClientRect().top - menu.clientHeight / 2;
