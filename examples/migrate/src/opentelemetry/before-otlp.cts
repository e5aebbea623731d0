// biome-ignore-all assist/source/organizeImports: it comes before all that it instruments
import "./instrumentation-otlp.cjs";
import express from "express";
import { openShop } from "../shop/express-shop.js";

openShop(express());
